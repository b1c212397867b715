-- Which paragraphs speak of these words? Ranked by BM25 (k1 = 1.2, b = 0.75) over `paragraphs.tokens` and the
-- words inside long ones; the query in either script; each text once, reprints left out. `theme` is an id or a
-- Chinese label (a theme above holds those below it), `region` a code or a name (a province holds its counties),
-- `since` and `until` are dates, `organ` is a part of its name, `kind` is body, heading, caption or any.
-- Example: select rank, snippet, organ from search('基层减负 清单', region := '湖南', since := '2023-01-01') limit 5;
create or replace macro search(query, theme := null, region := null, since := null, until := null, organ := null,
    kind := 'body', top := 50, opening := '«', closing := '»') as table
with wanted as (
    from query_terms(query)
), corpus as (
    select avg(length) as average from search_paragraphs
), hits as (
    select doc, term_id, count(*) as times from search_postings
    where term_id in (select term_id from wanted) group by all
), scored as (
    select doc, round(sum(weight * times * 2.2 / (times + 1.2 * (0.25 + 0.75 * length / average))), 6) as score
    from hits join wanted using (term_id) join search_paragraphs d using (doc), corpus
    where (kind = 'any' or d.kind = kind)
        and of_theme(d.themes, theme) and in_region(d.region_code, region)
        and (since is null or d.published_on >= since::date) and (until is null or d.published_on <= until::date)
        and (organ is null or contains(d.organ, folded(organ)))
    group by doc
), best as (
    select d.*, score, row_number() over (order by score desc, d.paragraph_id) as rank
    from (select doc, score from scored order by score desc, doc limit top) join search_paragraphs d using (doc)
), marks as (
    select list({'term': term, 'weight': weight} order by weight desc, term) as words,
        '(' || string_agg(regexp_escape(term), '|' order by length(term) desc, term) || ')' as pattern
    from wanted
), placed as (
    select best.*, pattern, case when length(text) <= 140 then 1 else greatest(1, list_max(list_transform(words,
        lambda word: {
            'weight': case when strpos(text, word.term) > 0 then word.weight else 0 end,
            'place': strpos(text, word.term)
        })).place - 30) end as opens
    from best, marks
)
select b.rank, b.score,
    case when opens > 1 then '…' else '' end
        || regexp_replace(substr(b.text, opens::bigint, 140), pattern, opening || '\1' || closing, 'g')
        || case when opens + 140 <= length(b.text) then '…' else '' end as snippet,
    a.title, a.organ, a.region, a.published_on, b.themes, b.headings, f.articles as copies, a.source, a.raw_path,
    b.paragraph_id, b.article_id
from placed b join articles a on a.article_id = b.article_id left join families f on f.family_id = a.family_id
order by b.rank;
comment on macro table search is 'paragraphs that speak of the words, ranked, words marked · 全文检索';
