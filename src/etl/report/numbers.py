"""Numbers: ask the warehouse what the page shows; each question is a query whose answer is a small table."""

from __future__ import annotations

from typing import Any, NamedTuple

from etl.warehouse.duck import Connection


class Sheet(NamedTuple):
    """An answer: the names of its columns, and its rows."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]

    def records(self) -> list[dict[str, Any]]:
        """The rows by column name, as a chart takes them."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


class Numbers(NamedTuple):
    """What the page shows of the whole: single numbers by name, and a sheet for each question."""

    glance: dict[str, Any]
    sheets: dict[str, Sheet]


def numbers(con: Connection) -> Numbers:
    """The answers of the published warehouse."""
    (glance,) = _sheet(con, _GLANCE).records()
    return Numbers(glance, {name: _sheet(con, query) for name, query in _SHEETS.items()})


def _sheet(con: Connection, query: str) -> Sheet:
    found = con.execute(query)
    columns = tuple(str(part[0]) for part in found.description or [])
    return Sheet(columns, [tuple(_plain(value) for value in row) for row in found.fetchall()])


# Signs that command a screen or turn the direction of writing; the page's script shows them in the same way.
SEEN = {code: 0x2400 + code for code in range(0x20) if code not in {0x09, 0x0A}}
SEEN |= dict.fromkeys(
    [0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A), *range(0x7F, 0xA0)], 0x2426
)
LONGEST = 300  # characters of a cell


def _plain(value: Any) -> Any:  # noqa: ANN401  (any value of SQL)
    if isinstance(value, str):
        return (value if len(value) <= LONGEST else f"{value[:LONGEST]}…").translate(SEEN)
    return value.isoformat() if hasattr(value, "isoformat") else value


_GLANCE = """
select
    (select count(*) from articles)::bigint as articles,
    (select count(*) from articles where is_original)::bigint as texts,
    (select count(*) from paragraphs)::bigint as paragraphs,
    (select count(*) from measures)::bigint as measures,
    (select count(*) from quantities)::bigint as quantities,
    (select count(*) from programmes)::bigint as programmes,
    (select count(*) from numerals)::bigint as numerals,
    (select count(*) from rejects)::bigint as set_aside,
    (select coalesce(min(year(published_on))::varchar, '–') from articles) as first_year,
    (select coalesce(max(year(published_on))::varchar, '–') from articles) as last_year,
    (select coalesce(max(rules_version), '') from runs) as rules
"""

_SHEETS = {
    "years": """
        select coalesce(year(published_on)::varchar, '无日期') as year,
            count(*) filter (where is_original) as texts,
            count(*) filter (where not is_original) as reprints
        from articles group by all order by year
    """,
    "themes_by_year": """
        select top.label_zh || ' ' || top.label_en as theme, coalesce(year::varchar, '无日期') as year,
            sum(v.paragraphs)::bigint as paragraphs
        from themes_by_region_year v join themes t using (theme_id)
        join themes top on top.theme_id = coalesce(t.parent_id, t.theme_id)
        where year is null or year > (select max(year) from themes_by_region_year) - 12
        group by all order by theme, year
    """,
    "themes_by_region": """
        with counted as (
            select top.label_zh || ' ' || top.label_en as theme,
                coalesce(regexp_replace(province, '(省|市|(壮族|回族|维吾尔)?自治区|特别行政区)$', ''), '其他') region,
                sum(v.paragraphs)::bigint as paragraphs
            from themes_by_region_year v join themes t using (theme_id)
            join themes top on top.theme_id = coalesce(t.parent_id, t.theme_id)
            group by all
        ), largest as (
            select region from counted group by region order by sum(paragraphs) desc, region limit 18
        )
        select theme, region, paragraphs from counted where region in (from largest) order by theme, region
    """,
    "leaf_themes": """
        select t.label_zh || ' ' || t.label_en as theme, count(distinct g.paragraph_id) as paragraphs,
            count(distinct g.article_id) as articles
        from theme_tags g join themes t using (theme_id)
        join articles a on a.article_id = g.article_id and a.is_original
        group by all order by paragraphs desc, theme limit 20
    """,
    "quantities": """
        select dimension, unit, sum(amounts)::bigint as amounts, sum(total) as total
        from quantity_totals group by all order by amounts desc, unit limit 20
    """,
    "programmes": """
        select name as programme, kind, count(distinct coalesce(region, '')) as regions,
            sum(articles)::bigint as articles, sum(mentions)::bigint as mentions, min(first_published_on) as since
        from programmes_by_region group by name, kind
        order by regions desc, articles desc, mentions desc, name limit 20
    """,
    "sources": """
        select source, articles, reprints, set_aside, paragraphs, damaged, no_date, no_organ,
            round(removed_share * 100, 1) as removed, latest_published_on as latest
        from source_health order by articles desc, source
    """,
    "rejects": "select raw_path, step, reason from rejects order by raw_path limit 50",
    "conflicts": """
        select about, year, counted, one, other, one_title, other_title
        from conflicting_figures order by about, year, one_id, other_id limit 50
    """,
    "outcomes": """
        select outcome, numerals, in_removed_text, round(share * 100, 1) as share from numeral_accounts
    """,
}
