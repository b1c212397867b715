-- How did one indicator of one organ move over time? Amounts of the same noun or unit, oldest first, each text once.
-- `who` is a part of the organ's name, `what` a part of the noun that is counted, or the unit; either script.
-- `year` is the year that the measure names, else the year of publication; `change` is against the line before.
-- Example: from indicator('机关工委', '党支部');
create or replace macro indicator(who, what) as table
with said as (
    select q.*, coalesce(m.actor, q.organ) as doer, coalesce(year(m.period_start), q.year) as named_year
    from quantities_flat q left join measures m using (measure_id)
    where contains(folded(coalesce(q.counted, '')), folded(what)) or folded(q.unit) = folded(what)
)
select doer as organ, named_year as year, published_on, text, counted, value, low, high, op, unit, role,
    round(value - lag(value) over same, 6) as change, measure, quantity_id
from said where contains(folded(coalesce(doer, '')), folded(who)) or contains(folded(coalesce(organ, '')), folded(who))
window same as (partition by doer, counted, unit, role order by named_year, published_on, quantity_id)
order by doer, counted, unit, role, named_year, published_on, quantity_id;
comment on macro table indicator is 'the amounts of one noun that one organ states, over time · 同一指标的变化';
