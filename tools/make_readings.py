# ruff: noqa: INP001  (a script that is run by hand, no package)
"""Read: the Mandarin readings of common characters without tones, as `src/etl/lexicon/readings.tsv`.

    pip install pypinyin==0.55.0 && python tools/make_readings.py > src/etl/lexicon/readings.tsv

From the readings of pypinyin (MIT), for the characters of GB 2312. A row is a syllable (ü as v) and its characters.
"""

from __future__ import annotations

import sys
import unicodedata
from collections import defaultdict

from pypinyin.constants import PINYIN_DICT


def main() -> None:
    """Write the table to standard output."""
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for lead in range(0xB0, 0xF8):
        for trail in range(0xA1, 0xFF):
            char = bytes((lead, trail)).decode("gb2312", "ignore")
            for syllable in sorted(
                {toneless(one) for one in PINYIN_DICT.get(ord(char), "").split(",")} if char else ()
            ):
                groups[syllable].append(char)
    sys.stdout.write("syllable\tcharacters\n")
    sys.stdout.writelines(f"{syllable}\t{''.join(sorted(chars))}\n" for syllable, chars in sorted(groups.items()))


def toneless(syllable: str) -> str:
    """The syllable in a to z, ü as v."""
    split = unicodedata.normalize("NFD", syllable.replace("ü", "v"))
    umlaut = split.replace("u\u0308", "v")
    return "".join(char for char in umlaut if char.isascii() and char.isalpha())


if __name__ == "__main__":
    main()
