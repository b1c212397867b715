"""Read, as a script of its own: the records of a bundle, JSON lines or Parquet, as flat JSON lines on standard output.

What others made is parsed here only: a broken Parquet file crashes the native code that reads it, and 64 MB of
`[[],[],…` take gigabytes. Of a record only the fields that we know go out, as text; this file imports nothing of ours.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

BLOCK = 1000  # rows that are held at once
LONGEST = 64 * 1024 * 1024  # characters of a line
# What crawlers call a field, the first that a record has; lower case.
NAMES = {
    "page": ("html", "raw_html", "content_html", "page"),
    "text": ("text", "content", "body", "article", "正文", "内容", "全文"),
    "title": ("title", "headline", "标题", "题目"),
    "publisher": ("publisher", "source_name", "site", "media", "来源", "媒体"),
    "date": ("date", "published", "published_on", "publish_date", "pub_date", "发布时间", "发布日期", "日期"),
    "url": ("url", "link", "href", "source_url", "网址", "链接"),
}  # fmt: skip


def known(record: Mapping[str, Any]) -> dict[str, str]:
    """The fields of a record that we know, as text.

    >>> known({"标题": "机关党建", "正文": " 办班5期。", "Hits": 7})["text"]
    '办班5期。'
    """
    told = {str(key).lower(): value for key, value in record.items()}
    return {field: _first(told, names) for field, names in NAMES.items()}


def _first(record: Mapping[str, Any], names: Iterable[str]) -> str:
    """The first of the fields that holds something, as text."""
    return next((str(record[name]).strip() for name in names if record.get(name) not in (None, "")), "")


def rows(path: Path) -> Iterator[Mapping[str, Any]]:
    """The rows of a Parquet file; ValueError where it is none."""
    import polars as pl  # noqa: PLC0415  (JSON lines do without)

    try:
        frame = pl.scan_parquet(path)
        total = frame.select(pl.len()).collect().item()
        for start in range(0, total, BLOCK):
            yield from frame.slice(start, BLOCK).collect().iter_rows(named=True)
    except pl.exceptions.PolarsError as error:
        raise ValueError(f"it is no whole Parquet file ({str(error).splitlines()[0][:120]})") from error


def lines(path: Path) -> Iterator[Mapping[str, Any]]:
    """The records of a file of JSON lines; ValueError where a line is none."""
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        for number, line in enumerate(iter(lambda: file.readline(LONGEST), ""), 1):
            if not line.strip():
                continue
            try:
                record = json.loads(line)
            except (ValueError, RecursionError) as error:
                raise ValueError(f"line {number} is no JSON ({error})") from error
            if not isinstance(record, dict):
                raise ValueError(f"line {number} is no record of named fields")  # noqa: TRY004  (the file's fault)
            yield record


def main(path: Path) -> int:
    """Print every record; 1 and a sentence where the file cannot be read."""
    try:
        with path.open("rb") as file:
            read = rows if file.read(4) == b"PAR1" else lines
        for record in read(path):
            sys.stdout.write(json.dumps(known(record)) + "\n")
    except (OSError, ValueError, MemoryError) as error:
        sys.stderr.write(str(error) or "it needs more memory than a bundle may")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
