"""Texts: a folder of raw articles for the benchmark: a slice of the corpus beside the project, or made up here.

Every second article is turned into Traditional script.
"""

from __future__ import annotations

import io
import json
import random
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from etl.convert.chain import chain, convert

CORPUS = Path(__file__).parents[2] / "shared" / "corpora" / "articles.jsonl.zst"
TAG = re.compile(r"<[^>]*>")
MADE = (
    "{place}机关党委召开主题党日活动，组织{n}名党员学习党的创新理论。",
    "今年以来，{place}直属机关工委建立党支部联系点{n}个，解决群众急难愁盼问题{m}件。",
    "各支部严格落实三会一课制度，党员参与率达到{m}.5%，走访企业{n}家。",
    "{place}把作风建设贯穿始终，为{m}户居民办理实事，收到意见建议{n}条。",
)
PLACES = ("甲州市", "乙江县", "丙山区", "丁河市", "戊岭县")


def lay(raw: Path, megabytes: float) -> int:
    """Fill `raw` with at least so many megabytes of articles; how many bytes lie there."""
    raw.mkdir(parents=True, exist_ok=True)
    traditional = chain("s2tw")
    size = 0
    for number, text in enumerate(_articles()):
        if size >= megabytes * 1_000_000:
            break
        data = (convert(text, traditional) if number % 2 else text).encode()
        (raw / f"{number:06}.txt").write_bytes(data)
        size += len(data)
    return size


def whence() -> str:
    """Where the articles come from."""
    return "corpus" if CORPUS.exists() else "made up"


def _articles() -> Iterator[str]:
    """Articles without end: those of the corpus, each third of them, or made up ones."""
    if CORPUS.exists():
        yield from islice(of_corpus(), 0, None, 3)
        yield from islice(of_corpus(), 1, None, 3)
        yield from islice(of_corpus(), 2, None, 3)
    yield from _made_up()


def of_corpus() -> Iterator[str]:
    """The articles of the corpus, each a title and its paragraphs."""
    import zstandard  # noqa: PLC0415  (only where the corpus lies)

    with CORPUS.open("rb") as packed:
        stream = zstandard.ZstdDecompressor(max_window_size=2**27).stream_reader(packed)
        for line in io.TextIOWrapper(stream, "utf-8"):
            row = json.loads(line)
            body = TAG.sub("", row["body"].replace("</p>", "\n"))
            yield f"{row['title']}\n\n{body}\n"


def _made_up() -> Iterator[str]:
    draw = random.Random(7)
    while True:
        lines = [
            draw.choice(MADE).format(place=draw.choice(PLACES), n=draw.randrange(2, 900), m=draw.randrange(10, 99))
            for _ in range(24)
        ]
        rows = ["".join(lines[at : at + 3]) for at in range(0, 24, 3)]
        yield f"{draw.choice(PLACES)}机关党建工作综述\n\n" + "\n".join(rows) + "\n"
