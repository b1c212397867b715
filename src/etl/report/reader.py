"""Reader: lay articles out for the page, each stretch of raw text in its order, kept or removed, facts marked."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from etl.warehouse.duck import Connection

Row = dict[str, Any]
LONGEST = 20_000  # characters of a paragraph that are shown
# Signs that command a screen or turn the direction of writing; each is shown as one sign, so offsets hold.
SEEN = {code: 0x2400 + code for code in range(0x20) if code not in {0x09, 0x0A}}
SEEN |= dict.fromkeys(
    [0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A), *range(0x7F, 0xA0)], 0x2426
)
SEEN |= dict.fromkeys(range(0xD800, 0xE000), 0xFFFD)


class Shelf(NamedTuple):
    """The articles that can be read in the page, and the labels of the themes they carry."""

    articles: list[Row]
    themes: dict[str, str]

    def as_data(self) -> Row:
        """What the page's script takes."""
        return {"articles": self.articles, "themes": self.themes}


def shelf(con: Connection, most: int, room: int) -> Shelf:
    """At most so many articles, those with most facts first, as long as they fit into `room` bytes."""
    books: list[Row] = []
    for book in _asked(con, _CHOSEN, [most]):
        laid = _laid_out(con, book)
        room -= len(json.dumps(laid, ensure_ascii=False).encode())
        if room < 0:
            break
        books.append(laid)
    themes = {row["theme_id"]: f"{row['label_zh']} · {row['label_en']}" for row in _asked(con, "from themes")}
    return Shelf(books, themes)


def _laid_out(con: Connection, book: Row) -> Row:
    """An article with its stretches in the order of the raw text."""
    wanted = [book["id"]]
    facts: dict[str, list[Row]] = {}
    for query in _FACTS:
        for fact in _asked(con, query, wanted):
            facts.setdefault(fact.pop("paragraph_id"), []).append(fact)
    kept = [_paragraph(row, facts.get(row["id"], [])) for row in _asked(con, _KEPT, wanted)]
    removed = [_shown(row) for row in _asked(con, _REMOVED, wanted)]
    stretches = sorted([*kept, *removed], key=lambda row: (row["raw"], row["kind"]))
    return {**_shown(book), "rows": stretches}


def _paragraph(row: Row, facts: list[Row]) -> Row:
    row["facts"] = [
        _shown(fact) for fact in sorted(facts, key=lambda fact: (fact["start"], -fact["stop"], fact["type"]))
    ]
    if row["original"] == row["text"]:
        row["original"] = None
    return _shown(row)


def _shown(row: Row) -> Row:
    return {key: _safe(value) for key, value in row.items() if value is not None}


def _safe(value: Any) -> Any:  # noqa: ANN401  (any value of SQL)
    """The value as JSON can say it, without signs that act on a screen, and not endlessly long."""
    if isinstance(value, str):
        seen = value[:LONGEST].translate(SEEN)
        return seen if len(value) <= LONGEST else f"{seen} … (+{len(value) - LONGEST:,})"
    return value.isoformat() if hasattr(value, "isoformat") else value


def _asked(con: Connection, query: str, parameters: list[Any] | None = None) -> list[Row]:
    found = con.execute(query, parameters or [])
    names = [str(part[0]) for part in found.description or []]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


_CHOSEN = """
with facts as (
    select article_id, sum(facts) as facts from (
        select article_id, count(*) as facts from measures group by all
        union all select article_id, count(*) from quantities group by all
    ) group by all
)
select a.article_id as id, a.title, a.title_original, a.organ, a.region, a.published_on, a.source, a.raw_path, a.url,
    a.script, a.byline, a.publisher, a.is_original, coalesce(f.facts, 0)::bigint as facts
from articles a left join facts f using (article_id)
order by a.is_original desc, facts desc, a.article_id limit $1
"""

_KEPT = """
select paragraph_id as id, kind, text, original, damaged,
    list_min(list_transform(spans, lambda span: span.raw_start)) as raw,
    list_max(list_transform(spans, lambda span: span.raw_stop)) as raw_stop
from paragraphs where article_id = $1 order by position
"""

_REMOVED = """
select 'removed' as kind, kind as why, rule, text, raw_start as raw, raw_stop
from removed where article_id = $1 order by raw_start
"""

_FACTS = (
    """
    select 'measure' as type, measure_id as id, paragraph_id, start, stop, raw_start, raw_stop, status, actor,
        verb || ' → ' || object as says, rule
    from measures where article_id = $1
    """,
    """
    select 'quantity' as type, quantity_id as id, paragraph_id, start, stop, raw_start, raw_stop, role as status,
        counted as actor, op || ' ' || value || ' ' || unit || ' (' || dimension || ')' as says, rule
    from quantities where article_id = $1
    """,
    """
    select 'theme' as type, theme_id as id, paragraph_id, e.start as start, e.stop as stop, null as raw_start,
        null as raw_stop, null as status, null as actor, e.term as says, round(score, 2)::varchar as rule
    from (select theme_id, paragraph_id, score, unnest(evidence) as e from theme_tags where article_id = $1)
    """,
    """
    select type, mention_id as id, paragraph_id, start, stop, raw_start, raw_stop, null as status, code as actor,
        normal as says, null as rule
    from mentions where article_id = $1
    """,
)
