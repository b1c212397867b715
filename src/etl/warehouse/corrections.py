"""Correct: hold what people marked against what the rules find; what they marked wrong goes from every view.

A fact that is marked wrong stays in its table, so that the laws go on holding. Where the text that was judged no
longer stands in its place the mark is stale, and that is told in every run, by `etl review` and by `etl check`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from etl.records import Complaint
from etl.text import Span, raw_range
from etl.warehouse.duck import Connection, frame, reading, register, rows, writing
from etl.warehouse.marks import FILE, ROOM, Mark, kept
from etl.warehouse.publish import begin, current, publish, writer
from etl.warehouse.tables import answer


class Effect(NamedTuple):
    """What the marks say of the rules: a row a kind and rule (see the view `review_scores`), and what holds no more."""

    scores: list[dict[str, Any]]
    lost: list[str]
    stale: list[str]

    @property
    def ok(self) -> bool:
        """Whether every mark applies, and nothing that was marked right is lost."""
        return not self.lost and not self.stale


def apply(con: Connection, marks: Sequence[Mark]) -> None:
    """Fill the table `corrections` of a working copy: every mark with what became of it."""
    con.execute("delete from corrections")
    if not marks:
        return
    unsaid = {"note": pl.String}
    named = [{"correction_id": mark.key, **asdict(mark)} for mark in marks]
    register(con, {"marks_in": pl.DataFrame(named, schema_overrides=unsaid)})
    con.execute(_FOUND)
    con.unregister("marks_in")
    standing = set(_standing(con))
    lost = rows(con, "select correction_id from corrections where state = 'not found'")
    stale = [str(key) for (key,) in lost if str(key) not in standing]
    con.execute("update corrections set state = 'stale' where list_contains($1, correction_id)", [stale])


def _standing(con: Connection) -> Iterator[str]:
    """The ids of unfound marks whose text still stands where it stood when it was judged."""
    for key, text, start, whole, spans in rows(con, _PLACES):
        aligned = [Span(**span) for span in spans]  # type: ignore[attr-defined]  # a list of structs
        at = str(whole).find(str(text))
        while at >= 0:
            if raw_range(aligned, at, at + len(str(text))).start == start:
                yield str(key)
            at = str(whole).find(str(text), at + 1)


def stale(con: Connection) -> list[str]:
    """A sentence for each mark that no longer applies."""
    found = rows(con, "select raw_path, raw_start, kind, text from corrections where state = 'stale' order by all")
    return [
        f"{path}: the {kind} “{text}” that was marked at {start} no longer stands there; mark it again in the report, "
        f"or take its line out of {ROOM}/{FILE}"
        for path, start, kind, text in found
    ]


def effect(warehouse: Path) -> Effect:
    """What the marks that the published warehouse was made with say."""
    path = current(warehouse)
    if path is None:
        raise Complaint(f"run `etl run` first: there is no warehouse of this version in {warehouse}")
    with reading(path) as con:
        lost = rows(con, _LOST)
        told = [f"{where}: “{text}”, marked right as {says}, is no longer found there" for where, text, says in lost]
        return Effect(frame(con, "from review_scores").to_dicts(), told, stale(con))


def differ(raw: Path, warehouse: Path) -> bool:
    """Whether the published warehouse was made with other marks than those that are kept; no, if there is none."""
    path = current(warehouse)
    if path is None:
        return False
    with reading(path) as con:
        held = rows(con, "select correction_id, text, rule, verdict, coalesce(note, '') from corrections order by all")
    return held != sorted((mark.key, mark.text, mark.rule, mark.verdict, mark.note or "") for mark in kept(raw))


def republish(raw: Path, warehouse: Path) -> None:
    """Publish the warehouse anew with the marks that are kept, if it has others; no article is read again."""
    if current(warehouse) is None:
        raise Complaint(f"run `etl run` first: there is no warehouse of this version in {warehouse}")
    if not differ(raw, warehouse):
        return
    with writer(warehouse):
        working = begin(warehouse)
        with writing(working) as con:
            answer(con)
            apply(con, kept(raw))
        publish(working, warehouse)


_FOUND = """
insert into corrections by name
with stated as (
    select f.*, a.raw_path from facts f join articles a using (article_id)
    where a.raw_path in (select raw_path from marks_in)
)
select m.*, min(f.fact_id) as fact_id, if(count(f.fact_id) > 0, 'found', 'not found') as state
from marks_in m left join stated f on f.raw_path = m.raw_path and f.kind = m.kind and f.raw_start = m.raw_start
    and f.raw_stop = m.raw_stop and f.says = m.says
group by all
"""

_PLACES = """
select c.correction_id, c.text, c.raw_start, p.text, p.spans
from corrections c join articles a using (raw_path) join paragraphs p using (article_id)
where c.state = 'not found' and contains(p.text, c.text)
"""

_LOST = """
select raw_path, text, says from corrections where verdict = 'right' and state = 'not found' order by all
"""
