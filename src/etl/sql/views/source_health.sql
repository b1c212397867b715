-- How well are the sources? One line a folder of raw/: what was read, set aside, removed, damaged or left unknown.
-- Example: from source_health order by articles desc;
create or replace view source_health as
with aside as (
    select split_part(raw_path, '/', 1) as source, count(*) as set_aside from rejects group by all
), kept as (
    select a.source, count(distinct a.article_id) as articles, count(distinct a.article_id) filter (where not a.is_original) as reprints,
        max(a.published_on) as latest_published_on, count(distinct a.article_id) filter (where a.published_on is null) as no_date,
        count(distinct a.article_id) filter (where a.organ is null) as no_organ,
        count(p.paragraph_id) as paragraphs, count(p.paragraph_id) filter (where p.damaged) as damaged
    from articles a left join paragraphs p using (article_id) group by all
), cut as (
    select a.source, sum(length(r.text)) as removed_chars from removed r join articles a using (article_id) group by all
), sizes as (
    select source, sum(raw_chars) as raw_chars from articles group by all
)
select source, coalesce(articles, 0) as articles, coalesce(reprints, 0) as reprints, coalesce(set_aside, 0) as set_aside,
    coalesce(paragraphs, 0) as paragraphs, coalesce(damaged, 0) as damaged, coalesce(no_date, 0) as no_date,
    coalesce(no_organ, 0) as no_organ, round(coalesce(removed_chars, 0) / raw_chars, 4) as removed_share, latest_published_on
from kept full join aside using (source) left join cut using (source) left join sizes using (source);
comment on view source_health is 'what came of each source · 来源状况';
comment on column source_health.source is 'the folder under raw/ that the files lie in · 来源(采集渠道)';
comment on column source_health.articles is 'how many of its files are articles · 文章数';
comment on column source_health.reprints is 'how many of them print again what another article holds · 转载数';
comment on column source_health.set_aside is 'how many of its files could not be read, see rejects · 搁置数';
comment on column source_health.paragraphs is 'how many paragraphs they hold · 段落数';
comment on column source_health.damaged is 'how many of these were damaged before they reached us · 损坏段落数';
comment on column source_health.no_date is 'how many articles say no date of publication · 无日期文章数';
comment on column source_health.no_organ is 'for how many articles no organ was found · 无机关文章数';
comment on column source_health.removed_share is 'part of the raw characters that was taken out, from 0 to 1 · 剔除比例';
comment on column source_health.latest_published_on is 'date of its latest article · 最近发布日期';
