"""Moves: which facts came, went or are read otherwise when a raw file is read again, and what did it.

A fact is the same while its words stand in the same file, wherever they stand: an inserted line moves every
offset and no fact. What a new file brings is counted, not listed; its facts lie in the warehouse.
"""

from __future__ import annotations

from itertools import zip_longest

import polars as pl

from etl.warehouse.duck import Connection, register, rows


def remember(con: Connection) -> bool:
    """Note what is held of the files of `paths_in` before it is replaced; whether that is anything."""
    con.execute(f"create temp table files_before as {_FILES}")
    if _were_read(con):
        con.execute(f"create temp table facts_before as {_FACTS}")
    return bool(rows(con, "select 1 from files_before limit 1"))


def tell(con: Connection) -> None:
    """Write to `fact_changes` what has become of what was remembered; its run is signed when the run ends.

    What came with files that were no articles before is counted in the frames of the batch, `measures_in` and so on.
    """
    con.execute(f"create temp table files_after as {_FILES}")
    register(con, {"causes_in": _causes(con)})
    if _were_read(con):
        con.execute(f"create temp table facts_after as {_FACTS}")
        con.execute(_MOVED)
        con.execute("drop table facts_before; drop table facts_after")
    if rows(con, "select 1 from files_after where read limit 1"):
        con.execute(_BROUGHT)
    con.execute("drop table files_before; drop table files_after")


def _were_read(con: Connection) -> bool:
    """Whether any of the files was an article before: no fact of another can have moved."""
    return bool(rows(con, "select 1 from files_before where read limit 1"))


def _causes(con: Connection) -> pl.DataFrame:
    """For each raw file: what made its facts change."""
    found = [(str(path), _cause(*(str(each) for each in rest))) for path, *rest in rows(con, _BOTH)]
    return pl.DataFrame(found, schema={"raw_path": pl.String, "cause": pl.String}, orient="row")


def _cause(sha_before: str, sha_after: str, rules_before: str, rules_after: str) -> str:
    """Other bytes are cause enough; else what differs in the rules; `again` where nothing does."""
    if sha_before != sha_after:
        return "input"
    return ", ".join(causes(rules_before, rules_after)) or "again"


def causes(before: str, now: str) -> list[str]:
    """What made two rules_versions differ: `rule` (code or packages), `lexicon` (tables of knowledge), both or neither.

    A version is `code.words` for each step, joined by hyphens.

    >>> causes("aa.11-bb.22", "aa.11-bb.33"), causes("aa.11-bb.22", "ab.11-bb.33")
    (['lexicon'], ['rule', 'lexicon'])
    """
    steps = zip_longest(before.split("-"), now.split("-"), fillvalue="")
    pairs = [(one.partition("."), other.partition(".")) for one, other in steps]
    code = any(one[0] != other[0] for one, other in pairs)
    words = any(one[2] != other[2] for one, other in pairs)
    return ["rule"] * code + ["lexicon"] * words


_FILES = """
select raw_path, raw_sha256, rules_version, true as read from articles where raw_path in (select raw_path from paths_in)
union all
select raw_path, raw_sha256, rules_version, false from rejects where raw_path in (select raw_path from paths_in)
"""

_BOTH = """
select raw_path, coalesce(b.raw_sha256, ''), coalesce(a.raw_sha256, ''),
    coalesce(b.rules_version, ''), coalesce(a.rules_version, '')
from files_before b full join files_after a using (raw_path) order by raw_path
"""

# What a fact is known by (`fact`), and how it is read (`says`).
_FACTS = """
with held as (
    select article_id, raw_path from articles where raw_path in (select raw_path from paths_in)
), told as (
    select article_id, 'measure' as kind, verb || ' → ' || object as fact, raw_start as place,
        concat_ws(' · ', status, actor, actor_source, period_start || '–' || period_stop,
            nullif(array_to_string(programmes, ' '), ''), rule, doubt) as says
    from measures
    union all
    select article_id, 'quantity', text, raw_start,
        concat_ws(' · ', op || ' ' || value || coalesce('–' || value_high, '') || ' ' || unit, role, counted, rule)
    from quantities
    union all
    select g.article_id, 'theme', g.theme_id || ' · ' || left(p.text, 24), p.position,
        array_to_string(list_transform(g.evidence, lambda one: one.term), ' ')
    from theme_tags g join paragraphs p using (paragraph_id)
    union all
    select article_id, type, text, raw_start, concat_ws(' · ', normal, code) from mentions
)
select raw_path, kind, fact, says,
    row_number() over (partition by raw_path, kind, fact order by place, says) as nth
from told join held using (article_id)
"""

_MOVED = """
insert into fact_changes by name
select raw_path, kind,
    case when b.says is null then 'came' when a.says is null then 'gone' else 'altered' end as fate,
    cause, fact, nth, b.says as before, a.says as after, 1 as facts
from facts_before b full join facts_after a using (raw_path, kind, fact, nth) join causes_in using (raw_path)
where b.says is distinct from a.says and raw_path in (select raw_path from files_before where read)
"""

_BROUGHT = """
insert into fact_changes by name
with held as (
    select article_id, raw_path from articles_in
    where raw_path not in (select raw_path from files_before where read)
), told as (
    select article_id, 'measure' as kind from measures_in
    union all
    select article_id, 'quantity' from quantities_in
    union all
    select article_id, 'theme' from theme_tags_in
    union all
    select article_id, type from mentions_in
)
select raw_path, kind, 'came' as fate, cause, count(*) as facts
from told join held using (article_id) join causes_in using (raw_path) group by raw_path, kind, cause
"""
