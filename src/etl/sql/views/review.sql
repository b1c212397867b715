-- What should a person look at? Files set aside, damaged text, unsure repairs and facts, articles that lack a fact.
-- Example: select question, count(*) from review group by question;
create or replace view review as
select 'set aside' as question, null as article_id, null as paragraph_id, raw_path, reason as detail from rejects
union all
select 'damaged', p.article_id, p.paragraph_id, a.raw_path, p.text
from paragraphs p join articles a using (article_id) where p.damaged
union all
select 'unsure edit', e.article_id, null, a.raw_path,
    e.rule || ': ' || e.before || ' → ' || e.after || ' (' || e.confidence || ')'
from edits e join articles a using (article_id) where e.confidence < 0.9 and e.before <> e.after
union all
select 'unsure main text', article_id, null, raw_path, 'two extractors agree by ' || main_text_agreement
from articles where main_text_agreement < 0.8
union all
select 'no date', article_id, null, raw_path, title from articles where published_on is null
union all
select 'no organ', article_id, null, raw_path, title from articles where organ is null
union all
select 'no region', article_id, null, raw_path, title from articles where region_code is null
union all
select 'doubtful measure', m.article_id, m.paragraph_id, a.raw_path, m.doubt || ': ' || m.text
from measures m join articles a using (article_id) where m.doubt is not null
union all
select 'weak theme', t.article_id, t.paragraph_id, a.raw_path,
    t.theme_id || ' (' || t.score || '): ' || list_aggregate(list_transform(t.evidence, lambda e: e.term), 'string_agg', ', ')
from theme_tags t join articles a using (article_id) where t.score <= 1
union all
select 'place of many', n.article_id, n.paragraph_id, a.raw_path, n.text
from mentions n join articles a using (article_id) where n.type = 'region' and n.code is null
union all
select 'nothing kept', article_id, null, raw_path, title
from articles a where not exists (from paragraphs p where p.article_id = a.article_id);
comment on view review is 'what a person should look at, with the reason · 待复核';
comment on column review.question is 'what is in doubt · 疑点';
comment on column review.article_id is 'the article · 文章编号';
comment on column review.paragraph_id is 'the paragraph, where it is one · 段落编号';
comment on column review.detail is 'the reason, or the text in doubt · 详情';
comment on column review.raw_path is 'path of the raw file below raw/ · 原始文件路径';
