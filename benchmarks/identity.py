"""Identity: conversion and words over the whole corpus, against opencc and jieba; fails at the first difference.

python benchmarks/identity.py [--every 20]
"""

from __future__ import annotations

import argparse
from itertools import islice

import ours
import plain
import texts

from etl.convert.chain import chain, convert


def main() -> None:
    """Compare each n-th article, as it is for its words and in Traditional script for its conversion."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--every", type=int, default=1, help="only each n-th article")
    if not texts.CORPUS.exists():
        raise SystemExit("put the corpus beside the project first: ../shared/corpora is not here")
    compared = size = 0
    for text in islice(texts.of_corpus(), 0, None, parser.parse_args().every):
        lines = text.splitlines()
        traditional = [convert(line, chain("s2tw")) for line in lines]
        if ours.words(lines) != [plain.words(line) for line in lines]:
            raise SystemExit(f"the words differ in {lines[0]}")
        if ours.simplified(traditional) != [plain.simplified(line) for line in traditional]:
            raise SystemExit(f"the conversion differs in {lines[0]}")
        compared, size = compared + 1, size + len(text.encode())
    print(f"{compared} articles, {size / 1e6:.1f} MB: no difference")


if __name__ == "__main__":
    main()
