"""Diff: what two runs of one warehouse say differently, fact by fact, and what did it: a file, a rule, a lexicon."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from etl.records import Complaint
from etl.warehouse.duck import FILE, Connection, reading, rows


class Sum(NamedTuple):
    """How many facts of a kind shared a fate and a cause, in how many files."""

    kind: str
    fate: str
    cause: str
    facts: int
    files: int


class Move(NamedTuple):
    """A fact that came (no `before`), is gone (no `after`) or is read otherwise."""

    kind: str
    fate: str
    cause: str
    raw_path: str
    fact: str
    before: str | None
    after: str | None


class Diff(NamedTuple):
    """From one run to a later one: the sums, and the facts behind them; what new files brought is only summed."""

    before: str
    after: str
    sums: list[Sum]
    moves: list[Move]

    def told(self) -> dict[str, Any]:
        """As plain data, for a program."""
        parts = {"sums": [each._asdict() for each in self.sums], "moves": [each._asdict() for each in self.moves]}
        return {**self._asdict(), **parts}


def diff(warehouse: Path, first: str | None = None, second: str | None = None) -> Diff:
    """What changed from run `first` to run `second`, by run_id or its beginning; the last two runs where none is named.

    A fact that came and went again between them is no difference. Complaint where there is no such run, or
    only one.
    """
    with reading(warehouse / FILE) as con:
        before, after = _two(_known(con), first, second)
        con.execute("create temp table span as " + _SPAN, [before, after])
        con.execute("create temp table net as " + _NET)
        sums = [Sum(*row) for row in rows(con, _SUMS)]  # type: ignore[arg-type]  # the query's columns
        moves = [Move(*row) for row in rows(con, _MOVES)]  # type: ignore[arg-type]  # the query's columns
    return Diff(before, after, sums, moves)


def _known(con: Connection) -> list[str]:
    return [str(run_id) for (run_id,) in rows(con, "select run_id from runs order by started_at, run_id")]


def _two(known: list[str], first: str | None, second: str | None) -> tuple[str, str]:
    if len(known) < 2:
        raise Complaint("run `etl run` again after a file or a rule has changed: the warehouse has seen one run only")
    after = _one(known, second) if second else known[-1]
    before = _one(known, first) if first else known[max(known.index(after) - 1, 0)]
    earlier, later = sorted((before, after), key=known.index)
    return earlier, later


def _one(known: list[str], named: str) -> str:
    fitting = [run_id for run_id in known if run_id.startswith(named)]
    if len(fitting) != 1:
        raise Complaint(f"name one of the runs {', '.join(known[-8:])}: {named} is {'none' if not fitting else 'many'}")
    return fitting[0]


_SPAN = """
select run_id, started_at from runs
where (started_at, run_id) > (select (started_at, run_id) from runs where run_id = $1)
    and (started_at, run_id) <= (select (started_at, run_id) from runs where run_id = $2)
"""

# A file that came between the two runs is summed up, with what later runs found of it.
_NET = """
with told as (select * from fact_changes join span using (run_id)),
brought as (select distinct raw_path from told where fact is null)
select kind, raw_path, fact, nth,
    first(before order by started_at) as before, last(after order by started_at) as after,
    string_agg(distinct cause, ', ' order by cause) as cause, 1 as facts
from told where raw_path not in (select raw_path from brought) group by kind, raw_path, fact, nth
having before is distinct from after
union all by name
select kind, raw_path, null as fact, null as before, 'new' as after,
    string_agg(distinct cause, ', ' order by cause) filter (fact is null) as cause,
    sum(case when fate = 'came' then facts when fate = 'gone' then -facts else 0 end)::bigint as facts
from told where raw_path in (select raw_path from brought) group by kind, raw_path having facts > 0
"""

_FATE = "case when before is null then 'came' when after is null then 'gone' else 'altered' end"

_SUMS = f"""
select kind, {_FATE} as fate, cause, sum(facts)::bigint as facts, count(distinct raw_path) as files
from net group by all order by facts desc, kind, fate, cause
"""

_MOVES = f"""
select kind, {_FATE} as fate, cause, raw_path, fact, before, after
from net where fact is not null order by kind, raw_path, fact, nth
"""
