"""Postings: make the index that `search` ranks by, from the words of the paragraphs that count.

A paragraph of a reprint is not in it, so that each text is found once and counted once. A long word of
the lexicon stands in `paragraphs.tokens` whole; the words inside it are indexed beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl

from etl.lexicon.shadow import rows as characters
from etl.warehouse.duck import Connection, register, rows

Inside = Callable[[str], Sequence[str]]
TABLES = ("search_terms", "search_inside", "search_paragraphs", "search_postings")
# What a search looks up by a few values: a join with so few reads these rows alone, where it would unpack whole blocks.
LOOKED_UP = (
    ("search_terms", "folded"),
    ("search_terms", "term"),
    ("search_inside", "term"),
    ("search_paragraphs", "doc"),
)


def index(con: Connection, inside: Inside) -> None:
    """Fill the tables of `search` anew; `inside` gives the known words inside a token, in order.

    It depends on the paragraphs that are there and on nothing that was there before. The macros must
    stand already, and families must be known.
    """
    for table, column in LOOKED_UP:
        con.execute(f"drop index if exists {table}_{column}")
    for table in TABLES:
        con.execute(f"delete from {table}")
    con.execute(_CUT)
    tokens = {str(token) for (token,) in rows(con, "select token from cut where length(token) > 2")}
    within = _insides(tokens, inside)
    # A query may ask for a word that stands only inside longer ones; it has its own words inside.
    deeper = _insides({word for word in within["word"] if len(word) > 2} - tokens, inside)
    register(con, {"inside_in": within, "deeper_in": deeper})
    con.execute(_WORDS)
    register(con, {"folded_in": _folded([str(term) for (term,) in rows(con, "select term from numbered")])})
    con.execute(_INDEX)
    for table, column in LOOKED_UP:
        con.execute(f"create index {table}_{column} on {table} ({column})")


def _insides(words: set[str], inside: Inside) -> pl.DataFrame:
    """The words inside each word: one row for each time one stands in another."""
    pairs = [(word, part) for word in sorted(words) for part in inside(word)]
    return pl.DataFrame(pairs, schema={"token": pl.String, "word": pl.String}, orient="row")


def _folded(terms: list[str]) -> pl.DataFrame:
    """Each term as the macro `folded` gives it; that one spells out its whole table for each word it is asked."""
    simple = str.maketrans({hant: hans for hant, hans, _ in characters()})
    folded = [term.lower().translate(simple) for term in terms]
    return pl.DataFrame({"term": terms, "folded": folded}, schema={"term": pl.String, "folded": pl.String})


# A paragraph's number is its place by id; the numbers are sorted without the tokens, which are read where they lie.
_CUT = """
create or replace temp table documents as
select row_number() over (order by paragraph_id)::integer as doc, paragraph_id
from paragraphs join articles using (article_id) where is_original;
create or replace temp table cut as
select distinct unnest(tokens) as token from paragraphs join documents using (paragraph_id)
"""

_WORDS = r"""
create or replace temp table words as
select token, token as term from cut where regexp_matches(token, '[\p{L}\p{N}]')
union all
select token, word from inside_in;

create or replace temp table numbered as
select term, row_number() over (order by term)::integer as term_id from (select distinct term from words)
"""

# A posting that is not the one before it is the first of its word in its paragraph: postings lie in order.
_INDEX = """
create or replace temp table terms_of as select token, term_id from words join numbered using (term);

create or replace temp table found as
select term_id, doc
from (select doc, unnest(tokens) as token from paragraphs join documents using (paragraph_id))
join terms_of using (token);

insert into search_postings from found order by term_id, doc;

insert into search_terms by name
with firsts as (
    select term_id, (term_id, doc) is distinct from lag((term_id, doc)) over () as is_first from search_postings
)
select term, folded, term_id, paragraphs from numbered join folded_in using (term)
join (select term_id, count_if(is_first)::integer as paragraphs from firsts group by term_id) using (term_id)
order by term_id;

insert into search_inside by name
select token as term, word from (from inside_in union all from deeper_in) group by all order by all;

insert into search_paragraphs by name
with lengths as (
    select doc, count(*)::integer as length from found group by doc
), tags as (
    select paragraph_id, list(theme_id order by theme_id) as themes from theme_tags group by paragraph_id
)
select d.doc, d.paragraph_id, p.article_id, l.length, p.kind, coalesce(t.themes, []) as themes, a.region_code,
    a.published_on, a.organ, p.headings, p.text
from documents d join lengths l using (doc) join paragraphs p using (paragraph_id)
join articles a on a.article_id = p.article_id left join tags t on t.paragraph_id = p.paragraph_id
order by d.doc;

drop table documents; drop table cut; drop table words; drop table numbered; drop table terms_of; drop table found
"""
