-- How much does each province speak of each theme, year by year? Each text counted once.
-- Example: from themes_by_region_year where theme_id like 'org.%' order by year, articles desc;
create or replace view themes_by_region_year as
select
    t.theme_id, t.label_zh, top.label_zh as top_zh, left(a.region_code, 2) || '0000' as province_code,
    province.name as province, year(a.published_on) as year,
    count(*) as paragraphs, count(distinct g.article_id) as articles
from theme_tags g
join articles a on a.article_id = g.article_id and a.is_original
join themes t on t.theme_id = g.theme_id
left join themes top on top.theme_id = t.parent_id
left join regions province on province.region_code = left(a.region_code, 2) || '0000'
where g.paragraph_id || ' ' || g.theme_id not in (select fact_id from withdrawn)
group by all;
comment on view themes_by_region_year is 'paragraphs and articles a theme, a province and a year; reprints left out · 主题分布';
comment on column themes_by_region_year.theme_id is 'the theme, see themes · 主题编号';
comment on column themes_by_region_year.top_zh is 'Chinese label of the theme above · 上级主题';
comment on column themes_by_region_year.province_code is 'code of the province · 省份代码';
comment on column themes_by_region_year.province is 'province of the article''s region · 省份';
comment on column themes_by_region_year.year is 'year of publication · 发布年份';
comment on column themes_by_region_year.paragraphs is 'how many paragraphs carry the theme · 段落数';
comment on column themes_by_region_year.articles is 'how many articles carry the theme · 文章数';
