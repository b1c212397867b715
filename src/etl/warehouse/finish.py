"""Finish: add to the working copy what only the whole shows: programmes, families, lookups, the run, the index."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from etl.failpoints import passing
from etl.identity import identify
from etl.warehouse import corrections, tables
from etl.warehouse.duck import FINISHING, Connection, bound, frame, insisting, register, rows, spread, writing
from etl.warehouse.families import JOINS, Sketches, alone, families, joined, likenesses, sketched
from etl.warehouse.marks import Mark
from etl.warehouse.postings import Inside, index
from etl.warehouse.shingles import BANDS
from etl.warehouse.tables import Run

SKETCHED_AT_ONCE = 20_000_000  # raw bytes whose texts are held at a time; each such part reads all paragraphs once


@insisting
def finish(  # noqa: PLR0917  (what only the whole needs, in the order in which it is used)
    working: Path,
    run: Run,
    themes: pl.DataFrame,
    regions: pl.DataFrame,
    inside: Inside = lambda _: (),
    marks: Sequence[Mark] = (),
) -> dict[str, int]:
    """Complete the working copy after the last batch; rows per table.

    `themes` and `regions` are frames with the columns of their tables; they replace what was there.
    `inside` gives the known words inside a token, by which search finds it too; `marks` are people's verdicts
    on facts. All of it depends on the
    articles that are in the working copy and on nothing that was there before.
    """
    spread(working)
    bound(working, FINISHING)
    with writing(working) as con:
        _look_up(con, themes, regions)
        passing("finish.looked-up")
        con.execute(_PROGRAMMES)
        _families(con)
        run_id = _sign(con, run)
        tables.answer(con)
        corrections.apply(con, marks)
        index(con, inside)
        counts = tables.count(con)
        con.execute("update runs set counts = $1 where run_id = $2", [counts, run_id])
        passing("finish.signed")
    passing("finish.written")
    return counts


def _look_up(con: Connection, themes: pl.DataFrame, regions: pl.DataFrame) -> None:
    register(con, {"themes_in": themes, "regions_in": regions})
    for name in ("themes", "regions"):
        con.execute(f"delete from {name}")
        con.execute(f"insert into {name} by name select * from {name}_in")


def _families(con: Connection) -> None:
    """Sketch the articles that came, compare them with all, and write likenesses, families and their members.

    An article that is replaced or goes takes its sketch with it, so what is known of a pair holds where both
    had theirs before.
    """
    known = frame(con, _STILL_ALIKE)
    for part in frame(con, _UNSKETCHED, [SKETCHED_AT_ONCE])["article_ids"]:
        texts = _texts(con, part.to_list())
        register(
            con, {"sketches_in": sketched(pl.DataFrame({"article_id": list(texts), "text": list(texts.values())}))}
        )
        con.execute("insert into sketches by name select * from sketches_in")
    places = (frame(con, _PLACE, [at + 1]) for at in range(BANDS))
    alike = likenesses(Sketches(frame(con, _EQUAL), places), known, lambda ids: _texts(con, ids))
    register(con, {"likenesses_in": alike, "bonds_in": alike.filter(pl.col("relation").is_in(JOINS))})
    con.execute(_BOUND)
    found = joined(families(frame(con, _TOGETHER), alike), alone(frame(con, _ALONE)["article_id"]))
    register(con, {"families_in": found.families, "members_in": found.members})
    for name in ("families", "likenesses"):
        con.execute(f"delete from {name}")
        con.execute(f"insert into {name} by name select * from {name}_in")
    con.execute(_MEMBERS)
    con.execute("drop table bound")


def _texts(con: Connection, article_ids: Sequence[str]) -> dict[str, str]:
    """The texts of articles, captions left out."""
    found = rows(con, _TEXTS, [list(article_ids)])
    return {str(article_id): str(text) for article_id, text in found}


def _sign(con: Connection, run: Run) -> str:
    """Write the run, and on every row that it found to agree with `raw/`; the run's id.

    The id follows from what the warehouse holds, so a warehouse made afresh elsewhere bears the same.
    """
    held = rows(con, "select raw_path, raw_sha256 from articles union all select raw_path, raw_sha256 from rejects")
    run_id = identify("r", run.rules_version, *(part for row in sorted(held, key=str) for part in row))
    con.execute("delete from changes where run_id = $1", [run_id])
    con.execute(_CHANGES, [run_id])
    con.execute("delete from fact_changes where run_id = $1", [run_id])
    con.execute("update fact_changes set run_id = $1 where run_id is null", [run_id])
    con.execute("update articles set run_id = $1 where run_id is distinct from $1", [run_id])
    con.execute("update rejects set run_id = $1 where run_id is distinct from $1", [run_id])
    con.execute(
        "insert or replace into runs values ($1, $2, $3, $4, $5, $6, map {}, $7)",
        [run_id, run.flow_run_id, run.started_at, run.finished_at, run.status, run.rules_version, run.durations],
    )
    return run_id


# The name and the kind that most mentions bear; among equals the first in order. `other` says nothing of a
# kind, so it stands only where nobody says more.
_PROGRAMMES = """
delete from programmes;
insert into programmes by name
with forms as (
    select programme_id, name, kind, sum(mentions) as mentions from article_programmes group by all
), named as (
    select distinct on (programme_id) programme_id, name from
    (select programme_id, name, sum(mentions) as mentions from forms group by all)
    order by programme_id, mentions desc, name
), sorted_out as (
    select distinct on (programme_id) programme_id, kind from
    (select programme_id, kind, sum(mentions) as mentions from forms group by all)
    order by programme_id, kind = 'other', mentions desc, kind
), counted as (
    select programme_id, sum(p.mentions)::bigint as mentions, min(a.published_on) as first_published_on
    from article_programmes p join articles a using (article_id) group by programme_id
)
select programme_id, name, kind, mentions, first_published_on
from counted join named using (programme_id) join sorted_out using (programme_id)
order by programme_id
"""

# What was loaded since the last run bears no run yet.
_CHANGES = """
insert into changes by name
with before as (
    select raw_path, arg_max(fate, started_at) as fate from changes join runs using (run_id) group by raw_path
)
select $1 as run_id, raw_path, article_id, if(coalesce(before.fate, 'gone') = 'gone', 'new', 'changed') as fate
from articles left join before using (raw_path) where run_id is null
union all by name
select $1 as run_id, raw_path, null as article_id, 'gone' as fate
from before where fate <> 'gone' and raw_path not in (select raw_path from articles)
"""

_UNSKETCHED = """
select list(article_id order by article_id) as article_ids
from (
    select article_id, (sum(raw_bytes) over (order by article_id) - raw_bytes) // $1 as part
    from articles anti join sketches using (article_id)
)
group by part order by part
"""

_STILL_ALIKE = """
select l.* from likenesses l
semi join sketches s on s.article_id = l.article_id
semi join sketches o on o.article_id = l.other_article_id
"""
_EQUAL = "select article_id, equal from sketches where equal is not null"
_PLACE = "select article_id, bands[$1] as band from sketches where len(bands) > 0"

_BOUND = """
create or replace temp table bound as
select article_id from bonds_in union select other_article_id from bonds_in
"""

# A link counts also where it stands in an article that is like no other; false comes first.
_TOGETHER = """
select article_id, source, publisher, raw_path, url, origin_url, published_on,
    not coalesce(url in (select origin_url from articles where origin_url is not null), false) as linked
from articles semi join bound using (article_id)
"""
_ALONE = "select article_id from articles anti join bound using (article_id)"

_TEXTS = """
select a.article_id, coalesce(string_agg(p.text, '' order by p.position) filter (where p.kind <> 'caption'), '') as text
from articles a left join paragraphs p using (article_id)
where a.article_id in (select unnest($1::varchar[]))
group by all order by a.article_id
"""

_MEMBERS = """
update articles set family_id = m.family_id, is_original = m.is_original
from members_in m
where m.article_id = articles.article_id
    and (articles.family_id is distinct from m.family_id or articles.is_original is distinct from m.is_original)
"""
