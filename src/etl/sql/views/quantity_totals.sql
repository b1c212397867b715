-- What do the reported outcomes add up to, a year and a province? Each text once, one line a unit, so that
-- 人次 never meet 人. Planned measures, shares and sizes of the world are left out.
-- Example: from quantity_totals where year = 2024 order by amounts desc;
create or replace view quantity_totals as
select
    year, province, dimension, unit, count(*) as amounts, sum(value) as total,
    case when count(low) = count(*) then sum(low) end as at_least,
    case when count(high) = count(*) then sum(high) end as at_most
from quantities_flat
where role = 'outcome' and status is distinct from 'planned'
group by all;
comment on view quantity_totals is 'reported outcomes added up a year, a province and a unit · 数量合计';
comment on column quantity_totals.year is 'year of publication · 发布年份';
comment on column quantity_totals.province is 'province of the article''s region · 省份';
comment on column quantity_totals.amounts is 'how many amounts were added · 数量条数';
comment on column quantity_totals.total is 'sum of the literal numbers · 合计';
comment on column quantity_totals.at_least is 'sum of the lower bounds; empty where one of them is open · 合计下界';
comment on column quantity_totals.at_most is 'sum of the upper bounds; empty where one of them is open · 合计上界';
