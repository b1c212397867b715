-- Which indexed words does a query ask for? Cut from its end, the longest word that some paragraph holds first;
-- then the words inside those. Either script; only the first 200 characters are read. `weight` is the word's IDF.
-- Example: from query_terms('基層減負 清单');
create or replace macro query_terms(query) as table
with pieces as (
    select distinct unnest(regexp_extract_all(folded(left(query, 200)), '[\p{L}\p{N}]+')) as piece
), parts as (
    select distinct piece, substr(piece, start::bigint, size::bigint) as part
    from pieces, range(1, 201) s(start), range(1, 17) z(size)
    where start + size <= length(piece) + 1
), met as materialized (
    select term, term_id, paragraphs, folded from search_terms where folded in (select part from parts)
), known as (
    select piece, list(distinct part order by length(part) desc) as parts
    from parts where part in (select folded from met) group by piece
), cut as (
    select list_reduce(
        list_transform(range(length(piece) + 1), lambda i: {'rest': piece, 'found': []::varchar[]}),
        lambda done, i: {
            'rest': left(done.rest, length(done.rest)
                - greatest(1, coalesce(length(list_filter(parts, lambda part: ends_with(done.rest, part))[1]), 1))),
            'found': done.found || list_filter(parts, lambda part: ends_with(done.rest, part))[1:1]
        }
    ).found as found
    from known
), asked as materialized (
    select term, term_id, paragraphs from met where folded in (select unnest(found) from cut)
), inside as (
    select term, term_id, paragraphs from search_terms
    where term in (select word from search_inside where term in (select term from asked))
), counted as (
    select count(*) as indexed from search_paragraphs
)
select term, term_id, paragraphs, ln(1 + (indexed - paragraphs + 0.5) / (paragraphs + 0.5)) as weight
from (from asked union from inside), counted
order by term_id;
comment on macro table query_terms is 'the indexed words of a query with their weights · 查询分词';
