-- Where are which programmes run, and since when? Each text counted once.
-- Example: from programmes_by_region where province = '湖南' order by articles desc limit 20;
create or replace view programmes_by_region as
select
    m.programme_id, g.name, g.kind, a.region_code, a.region, province.name as province,
    count(*) as mentions, count(distinct m.article_id) as articles, min(a.published_on) as first_published_on
from mentions m
join articles a on a.article_id = m.article_id and a.is_original
join programmes g on g.programme_id = m.programme_id
left join regions province on province.region_code = left(a.region_code, 2) || '0000'
where m.mention_id not in (select fact_id from withdrawn)
group by all;
comment on view programmes_by_region is 'mentions of each programme, region by region; reprints left out · 品牌项目分布';
comment on column programmes_by_region.programme_id is 'the programme, see programmes · 项目编号';
comment on column programmes_by_region.name is 'its name in simplified script · 名称';
comment on column programmes_by_region.kind is 'what sort of programme it is · 类别';
comment on column programmes_by_region.mentions is 'how often articles of the region mention it · 提及次数';
comment on column programmes_by_region.articles is 'how many articles of the region mention it · 文章数';
comment on column programmes_by_region.first_published_on is 'date of the earliest such article · 首次出现日期';
comment on column programmes_by_region.province is 'province of the region · 省份';
comment on column programmes_by_region.region_code is 'six-digit code of the region · 行政区划代码';
