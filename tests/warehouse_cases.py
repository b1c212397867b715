"""A small invented world: two raw files, their articles by hand, for the tests of the warehouse's rooms."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

import polars as pl

from etl.frames import frame
from etl.records import (
    Article,
    Edit,
    Evidence,
    Measure,
    Mention,
    Numeral,
    Paragraph,
    Programme,
    Quantity,
    RawFile,
    Reject,
    Removed,
    SetAside,
    ThemeTag,
)
from etl.text import Range, Span
from etl.warehouse.duck import FILE, reading, rows
from etl.warehouse.finish import finish
from etl.warehouse.load import load
from etl.warehouse.publish import begin, publish, writer
from etl.warehouse.tables import ORDER, Run

RULES = "rules1"
NOON = datetime(2026, 1, 2, 12)  # noqa: DTZ001  (the warehouse's times are UTC without a zone)
RUN = Run(rules_version=RULES, started_at=NOON, finished_at=NOON, durations={"clean": 0.5})

THEMES = pl.DataFrame(
    {
        "theme_id": ["org", "org.branch"],
        "parent_id": [None, "org"],
        "label_zh": ["组织建设", "党支部建设"],
        "label_en": ["Organisation", "Branches"],
        "basis": ["T19-3", "T19-2"],
    }
)
REGIONS = pl.DataFrame(
    {
        "region_code": ["430000", "430400", "430406"],
        "name": ["湖南", "衡阳", "雁峰"],
        "full_name": ["湖南省", "湖南省衡阳市", "湖南省衡阳市雁峰区"],
        "level": ["province", "city", "county"],
        "parent_code": [None, "430000", "430400"],
    }
)

# A heading, a broken line that is joined, a slip that is repaired, Traditional script, and a menu.
RAW = "首页\n頭雁行動\n雁峰區機關工委舉辦“頭雁課\n堂”培訓班12期,輪訓干部3000余人次。\n版权所有"
SIMPLE = "雁峰区机关工委举办“头雁课堂”培训班12期，轮训干部3000余人次。"
PUBLISHED = "雁峰區機關工委舉辦“頭雁課堂”培訓班12期，輪訓干部3000余人次。"


@dataclass(frozen=True)
class Page:
    """The least that a page must say of itself: its text, and the bytes of any stretch of it."""

    text: str

    def byte_range(self, start: int, stop: int) -> Range:
        first = len(self.text[:start].encode())
        return Range(first, first + len(self.text[start:stop].encode()))


def read(data: bytes) -> Page:
    if not data.strip():
        raise SetAside("put text into this file: it is blank")
    return Page(data.decode())


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def article(name: str = "a", raw: str = RAW, **changes: object) -> Article:
    data = raw.encode()
    made = Article(
        article_id=f"a-{name}",
        source="samples",
        url=None,
        origin_url=None,
        raw_path=f"samples/{name}.txt",
        raw_sha256=digest(data),
        raw_bytes=len(data),
        raw_chars=len(raw),
        encoding="utf-8",
        media_type="text/plain",
        fetched_at=None,
        script="hant",
        title="头雁行动",
        title_original="頭雁行動",
        byline=None,
        publisher="雁峰晨讯",
        issue=None,
        published_on=date(2024, 5, 6),
        published_precision="day",
        organ="雁峰区机关工委",
        region_code="430406",
        region="雁峰区",
        rules_version=RULES,
    )
    return replace(made, **changes)


def facts(name: str = "a", **changes: object) -> dict[str, pl.DataFrame]:
    """The frames of a batch of one article over RAW; every id bears the article's name."""
    aid, pid = f"a-{name}", f"p-{name}"
    heading = Paragraph(
        f"h-{name}", aid, 0, "heading", (), "头雁行动", "頭雁行動", "hant", ("头雁", "行动"),
        (Span(0, 4, 3, 7),), (Range(0, 4),), (), (), False,
    )  # fmt: skip
    body = Paragraph(
        pid, aid, 1, "body", ("头雁行动",), SIMPLE, PUBLISHED, "hant", (SIMPLE[:20], SIMPLE[20:]),
        (Span(0, 13, 8, 21), Span(13, 13, 21, 22), Span(13, len(SIMPLE), 22, 22 + len(SIMPLE) - 13)),
        (Range(0, len(SIMPLE)),), (), (), False,
    )  # fmt: skip
    return {
        "articles": frame(Article, [article(name, **changes)]),
        "paragraphs": frame(Paragraph, [heading, body]),
        "removed": frame(Removed, [_removed(aid, "首页", "chrome"), _removed(aid, "版权所有", "legal")]),
        "edits": frame(Edit, [_edit(aid, "課\n堂", 1, "", "join"), _edit(aid, "期,輪", 1, "，", "punctuation")]),
        "measures": frame(Measure, [_measure(name)]),
        "quantities": frame(
            Quantity, [_quantity(name, "12期", 12.0, None), _quantity(name, "3000余人次", 3000.0, 4000.0)]
        ),
        "numerals": frame(Numeral, [_numeral(name, "12", "12期"), _numeral(name, "3000", "3000余人次")]),
        "theme_tags": frame(ThemeTag, [ThemeTag(pid, aid, "org.branch", 1.0, (Evidence("培训班", 15, 18),))]),
        "mentions": frame(Mention, [_mention(name)]),
        "programmes": frame(Programme, [Programme(aid, "g-头雁课堂", "头雁课堂", "brand", 1)]),
        "rejects": frame(Reject, []),
    }


def together(*batches: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Several batches as one."""
    return {name: pl.concat([batch[name] for batch in batches]).unique(maintain_order=True) for name in batches[0]}


def only_rejects(*rejects: Reject) -> dict[str, pl.DataFrame]:
    return {"rejects": frame(Reject, rejects)}


def lay_down(raw: Path, files: Mapping[str, bytes]) -> pl.DataFrame:
    """Write files below `raw`; the frame of RawFile that says so."""
    for name, data in files.items():
        path = raw / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return frame(RawFile, [RawFile(name, "samples", digest(data), len(data)) for name, data in sorted(files.items())])


def build(warehouse: Path, *batches: Mapping[str, pl.DataFrame], run: Run = RUN) -> dict[str, int]:
    """A published warehouse of the batches, on top of what was published before; its rows per table."""
    with writer(warehouse):
        working = begin(warehouse)
        for batch in batches:
            load(working, batch, run)
        counts = finish(working, run, THEMES, REGIONS)
        publish(working, warehouse)
    return counts


def asked(warehouse: Path, sql: str) -> list[tuple[object, ...]]:
    with reading(warehouse / FILE) as con:
        return rows(con, sql)


def everything(warehouse: Path) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables that tell of no clock, in their order."""
    clocks = {"rejects": "* exclude (seen_at)"}
    with reading(warehouse / FILE) as con:
        return {
            name: rows(con, f"select {clocks.get(name, '*')} from {name} order by {order}")
            for name, order in ORDER.items()
            if name not in {"runs", "changes", "fact_changes"}
        }


def _span(text: str, whole: str = SIMPLE) -> tuple[int, int]:
    start = whole.index(text)
    return start, start + len(text)


def _raw(start: int, stop: int) -> tuple[int, int]:
    """Where a stretch of SIMPLE stands in RAW: the joined line break is the fourteenth character."""
    return start + 8 + (start >= 13), stop + 8 + (stop > 13)


def _removed(aid: str, text: str, kind: str) -> Removed:
    start = RAW.index(text)
    return Removed(aid, start, start + len(text), text, kind, f"{kind}-line")


def _edit(aid: str, around: str, place: int, after: str, kind: str) -> Edit:
    """One character of a stretch changed."""
    at = RAW.index(around) + place
    return Edit(aid, at, at + 1, around[place], after, kind, f"{kind}-rule", 1.0)


def _measure(name: str) -> Measure:
    start, stop = _span("举办“头雁课堂”培训班12期")
    raw_start, raw_stop = _raw(start, stop)
    return Measure(
        f"m-{name}", f"a-{name}", f"p-{name}", "举办", "“头雁课堂”培训班12期", SIMPLE[start:stop],
        start, stop, raw_start, raw_stop, raw_start, raw_start + 2,
        "雁峰区机关工委", "clause", "done", None, None, ("头雁课堂",), "verb-object", None,
    )  # fmt: skip


def _quantity(name: str, text: str, value: float, high: float | None) -> Quantity:
    start, stop = _span(text)
    unit = text.lstrip("0123456789余")
    return Quantity(
        f"q-{name}-{unit}", f"a-{name}", f"p-{name}", f"m-{name}", text, value, None, value, high or value,
        "gt" if high else "eq", unit, {"期": "event", "人次": "visit"}[unit], "outcome",
        {"期": "培训班", "人次": "干部"}[unit], start, stop, *_raw(start, stop), "number-unit",
    )  # fmt: skip


def _numeral(name: str, text: str, within: str) -> Numeral:
    start, _ = _span(within)
    unit = within.lstrip("0123456789余")
    return Numeral(
        f"n-{name}-{text}",
        f"a-{name}",
        f"p-{name}",
        text,
        *_raw(start, start + len(text)),
        "quantity",
        f"q-{name}-{unit}",
    )


def _mention(name: str) -> Mention:
    start, stop = _span("头雁课堂")
    return Mention(
        f"x-{name}", f"a-{name}", f"p-{name}", "programme", "头雁课堂", "头雁课堂", None, "g-头雁课堂", start, stop,
        *_raw(start, stop),
    )  # fmt: skip
