-- What do the reported outcomes add up to, theme by theme? One line a unit, so that 人次 never meet 人; a text that
-- was printed again counts once, and an amount counts once in each theme of its paragraph. Plans are left out.
-- Example: from theme_totals where theme_id like 'org.%' order by theme_id, amounts desc;
create or replace view theme_totals as
select t.theme_id, t.label_zh, q.dimension, q.unit, count(*) as amounts, count(distinct q.article_id) as articles,
    sum(q.value) as total, case when count(q.low) = count(*) then sum(q.low) end as at_least,
    case when count(q.high) = count(*) then sum(q.high) end as at_most
from quantities_flat q
join theme_tags g on g.paragraph_id = q.paragraph_id
    and g.paragraph_id || ' ' || g.theme_id not in (select fact_id from withdrawn)
join themes t on t.theme_id = g.theme_id
where q.role = 'outcome' and q.status is distinct from 'planned'
group by all;
comment on view theme_totals is 'reported outcomes added up a theme and a unit · 各主题数量合计';
comment on column theme_totals.theme_id is 'the theme, see themes · 主题编号';
comment on column theme_totals.amounts is 'how many amounts were added · 数量条数';
comment on column theme_totals.articles is 'in how many articles they stand · 文章数';
comment on column theme_totals.total is 'sum of the literal numbers · 合计';
comment on column theme_totals.at_least is 'sum of the lower bounds; empty where one of them is open · 合计下界';
comment on column theme_totals.at_most is 'sum of the upper bounds; empty where one of them is open · 合计上界';
