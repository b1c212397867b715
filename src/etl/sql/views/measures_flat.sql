-- What did which organ do, where and when, in which words? One row a measure, everything beside it.
-- A text that was printed again is here again: ask for `is_original` to count each text once.
-- Example: select organ, text, quantities from measures_flat where is_original and status = 'done' and year = 2024;
create or replace view measures_flat as
with amounts as (
    select measure_id, list(text || coalesce(counted, '') order by start, quantity_id) as quantities
    from quantities where measure_id is not null and quantity_id not in (select fact_id from withdrawn) group by measure_id
), tags as (
    select paragraph_id, list(theme_id order by theme_id) as themes from theme_tags
    where paragraph_id || ' ' || theme_id not in (select fact_id from withdrawn) group by paragraph_id
)
select
    m.measure_id, m.status, m.verb, m.object, m.text,
    coalesce(m.actor, a.organ) as organ, m.programmes,
    coalesce(amounts.quantities, []) as quantities, coalesce(tags.themes, []) as themes,
    m.period_start, m.period_stop,
    a.title, a.published_on, year(a.published_on) as year,
    a.region_code, a.region, province.name as province,
    a.is_original, a.family_id, a.source, a.raw_path,
    p.headings, p.text as paragraph, m.paragraph_id, m.article_id
from measures m
join paragraphs p using (paragraph_id)
join articles a on a.article_id = m.article_id
left join amounts using (measure_id)
left join tags on tags.paragraph_id = m.paragraph_id
left join regions province on province.region_code = left(a.region_code, 2) || '0000'
where m.measure_id not in (select fact_id from withdrawn);
comment on view measures_flat is 'one row a measure with its article, place, time, amounts and themes · 举措总表';
comment on column measures_flat.text is 'from the verb to the end of the object · 举措原文(简体)';
comment on column measures_flat.organ is 'who acted; where the measure names none, the organ of the article · 实施主体';
comment on column measures_flat.quantities is 'its amounts with the noun that is counted, as they stand in the text · 数量';
comment on column measures_flat.themes is 'the themes of its paragraph, see themes · 主题';
comment on column measures_flat.programmes is 'names in quotes or 《》 that belong to the act · 品牌、制度、活动名称';
comment on column measures_flat.year is 'year of publication · 发布年份';
comment on column measures_flat.province is 'province of the article''s region · 省份';
comment on column measures_flat.paragraph is 'text of its paragraph · 所在段落';
comment on column measures_flat.measure_id is 'id of the measure · 举措编号';
comment on column measures_flat.status is 'done, ongoing or planned · 状态(已完成、进行中、计划)';
comment on column measures_flat.region_code is 'six-digit code of the article''s region · 行政区划代码';
comment on column measures_flat.family_id is 'the articles that are one text with its article, see families · 同文族编号';
comment on column measures_flat.raw_path is 'path of the raw file below raw/ · 原始文件路径';
comment on column measures_flat.paragraph_id is 'its paragraph · 段落编号';
comment on column measures_flat.article_id is 'its article · 文章编号';
