-- Which amounts are stated, of what, by whom? One row an amount, each text counted once.
-- Never add across `dimension`: 人次 are visits, 人 are people. `low` and `high` bound the true value.
-- Example: select unit, sum(value) from quantities_flat where role = 'outcome' and op = 'eq' group by unit;
create or replace view quantities_flat as
select
    q.quantity_id, q.text, q.counted, q.value, q.value_high, q.low, q.high, q.op,
    q.unit, q.dimension, q.role, m.text as measure, m.status,
    a.organ, a.title, a.published_on, year(a.published_on) as year,
    a.region_code, a.region, province.name as province,
    p.text as paragraph, q.measure_id, q.paragraph_id, q.article_id
from quantities q
join articles a on a.article_id = q.article_id and a.is_original
join paragraphs p on p.paragraph_id = q.paragraph_id
left join measures m on m.measure_id = q.measure_id
left join regions province on province.region_code = left(a.region_code, 2) || '0000'
where q.quantity_id not in (select fact_id from withdrawn);
comment on view quantities_flat is 'one row an amount with its measure, article, place and time; reprints left out · 数量总表';
comment on column quantities_flat.text is 'approximator, number and unit as they stand in the text · 数量原文(简体)';
comment on column quantities_flat.measure is 'the measure that it belongs to · 举措';
comment on column quantities_flat.measure_id is 'the measure that it belongs to, if any · 举措编号';
comment on column quantities_flat.year is 'year of publication · 发布年份';
comment on column quantities_flat.province is 'province of the article''s region · 省份';
comment on column quantities_flat.paragraph is 'text of its paragraph · 所在段落';
comment on column quantities_flat.quantity_id is 'id of the amount · 数量编号';
comment on column quantities_flat.status is 'done, ongoing or planned, of its measure · 举措状态';
comment on column quantities_flat.region_code is 'six-digit code of the article''s region · 行政区划代码';
comment on column quantities_flat.paragraph_id is 'its paragraph · 段落编号';
comment on column quantities_flat.article_id is 'its article · 文章编号';
