"""Reader: lay articles out for the page, each stretch of raw text in its order, kept or removed, facts marked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from etl.warehouse.duck import Connection

Row = dict[str, Any]
LONGEST = 20_000  # characters of a paragraph that are shown
AT_ONCE = 200  # articles whose rows are in memory together


class Shelf(NamedTuple):
    """Articles that can be read in one page."""

    articles: list[Row]
    bytes: int


def shelf(con: Connection, most: int, room: int) -> Shelf:
    """At most so many articles, those with most facts first, as long as they fit into `room` bytes."""
    books: list[Row] = []
    used = 0
    for book, size in laid_out(con, most):
        if used + size > room:
            break
        books.append(book)
        used += size
    return Shelf(books, used)


def shelves(con: Connection, room: int) -> Iterator[Shelf]:
    """All articles in pages of `room` bytes, or of one article where that needs more."""
    books: list[Row] = []
    used = 0
    for book, size in laid_out(con, None):
        if books and used + size > room:
            yield Shelf(books, used)
            books, used = [], 0
        books.append(book)
        used += size
    if books:
        yield Shelf(books, used)


def labels(con: Connection) -> dict[str, str]:
    """What each theme is called."""
    return {row["theme_id"]: f"{row['label_zh']} · {row['label_en']}" for row in _asked(con, "from themes")}


def laid_out(con: Connection, most: int | None) -> Iterator[tuple[Row, int]]:
    """Articles with their stretches in the order of the raw text, and how many bytes each needs as JSON."""
    chosen = [_shown(book) for book in _asked(con, _CHOSEN, [most])]
    for at in range(0, len(chosen), AT_ONCE):
        some = {book["id"]: {**book, "rows": []} for book in chosen[at : at + AT_ONCE]}
        _fill(con, some)
        for book in some.values():
            book["rows"].sort(key=lambda row: (row["raw"], row["kind"]))
            yield book, len(json.dumps(book, ensure_ascii=False).encode("utf-8", "replace"))


def _fill(con: Connection, books: dict[str, Row]) -> None:
    """Put the stretches of some articles into them."""
    wanted = [list(books)]
    facts: dict[str, list[list[Any]]] = {}
    for query in _FACTS:
        for paragraph_id, *fact in con.execute(query, wanted).fetchall():
            facts.setdefault(paragraph_id, []).append(fact)
    for row in _asked(con, _KEPT, wanted):
        books[row.pop("article_id")]["rows"].append(_paragraph(row, facts.get(row["id"], [])))
    for row in _asked(con, _REMOVED, wanted):
        books[row.pop("article_id")]["rows"].append(_shown(row))


def _paragraph(row: Row, facts: list[list[Any]]) -> Row:
    """A paragraph as the page takes it; a fact is a list of kind, id, start, stop, raw_start, raw_stop, says, rule."""
    facts.sort(key=lambda fact: (fact[2], -fact[3], fact[0], str(fact[1])))
    if row["original"] == row["text"]:
        row["original"] = None
    more = len(row["text"]) - LONGEST
    return {**_shown(row), "facts": facts, **({"more": more} if more > 0 else {})}


def _shown(row: Row) -> Row:
    return {key: _brief(value) for key, value in row.items() if value is not None}


def _brief(value: Any) -> Any:  # noqa: ANN401  (any value of SQL)
    """The value as JSON can say it, and not endlessly long."""
    if isinstance(value, str):
        return value[:LONGEST]
    return value.isoformat() if hasattr(value, "isoformat") else value


def _asked(con: Connection, query: str, parameters: list[Any] | None = None) -> list[Row]:
    found = con.execute(query, parameters or [])
    names = [str(part[0]) for part in found.description or []]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


_CHOSEN = """
with counted as (
    select article_id, sum(facts) as facts from (
        select article_id, count(*) as facts from measures group by all
        union all select article_id, count(*) from quantities group by all
    ) group by all
)
select a.article_id as id, a.title, a.title_original, a.organ, a.region, a.published_on, a.source, a.raw_path, a.url,
    a.script, a.byline, a.publisher, a.is_original, coalesce(f.facts, 0)::bigint as facts
from articles a left join counted f using (article_id)
order by a.is_original desc, facts desc, a.article_id limit $1
"""

_KEPT = """
select article_id, paragraph_id as id, kind, text, original, damaged,
    list_min(list_transform(spans, lambda span: span.raw_start)) as raw,
    list_max(list_transform(spans, lambda span: span.raw_stop)) as raw_stop
from paragraphs where article_id in (select unnest($1)) order by article_id, position
"""

_REMOVED = """
select article_id, 'removed' as kind, kind as why, rule, text, raw_start as raw, raw_stop
from removed where article_id in (select unnest($1)) order by article_id, raw_start
"""

# A theme is shown where its words stand, and judged as one: its place and reading are those of the view `facts`.
_FACTS = (
    """
    select paragraph_id, kind, fact_id, start, stop, raw_start, raw_stop, says, rule
    from facts where kind <> 'theme' and article_id in (select unnest($1))
    """,
    """
    select f.paragraph_id, kind, theme_id, e.start, e.stop, raw_start, raw_stop, says, rule
    from facts f join (
        select paragraph_id, theme_id, unnest(evidence) as e from theme_tags where article_id in (select unnest($1))
    ) g on f.paragraph_id = g.paragraph_id and f.says = g.theme_id
    where kind = 'theme' and article_id in (select unnest($1))
    """,
)
