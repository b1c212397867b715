-- How did a programme spread over regions and years? One line a programme, a region and a year, each text once;
-- `earlier` says how many regions had named it in the years before. `named` is a part of the name, either script.
-- Example: from programme_spread('课堂');
create or replace macro programme_spread(named) as table
with seen as (
    select m.programme_id, g.name, a.region_code, coalesce(a.region, '') as region, year(a.published_on) as year,
        count(*) as mentions, count(distinct a.article_id) as articles, min(a.published_on) as first_published_on,
        list(distinct a.organ order by a.organ) filter (where a.organ is not null) as organs
    from mentions m
    join programmes g on g.programme_id = m.programme_id
    join articles a on a.article_id = m.article_id and a.is_original
    where contains(folded(g.name), folded(named)) and m.mention_id not in (select fact_id from withdrawn)
    group by all
)
select s.*, (select count(distinct e.region) from seen e
    where e.programme_id = s.programme_id and e.year < s.year) as earlier
from seen s order by name, programme_id, year, first_published_on, region;
comment on macro table programme_spread is 'a programme by region and year · 品牌项目的扩散';
