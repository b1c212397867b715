-- Which figures contradict each other? Two texts that count the same noun in the same unit for one programme (or,
-- without a programme, for one organ and verb) in one year, where no number lies in both ranges.
-- Example: select about, counted, one, other, one_title, other_title from conflicting_figures;
create or replace view conflicting_figures as
with claims as (
    select q.quantity_id, q.text, q.counted, q.unit, q.role, q.low, q.high, q.article_id, q.published_on, q.title,
        coalesce(year(m.period_start), q.year) as year,
        unnest(case when len(m.programmes) > 0 then m.programmes else [coalesce(m.actor, q.organ) || ' ' || m.verb] end) as about
    from quantities_flat q join measures m using (measure_id)
    where q.counted is not null and q.role in ('outcome', 'share') and m.status <> 'planned'
)
select a.about, a.year, a.counted, a.unit, a.text as one, b.text as other,
    a.title as one_title, b.title as other_title, a.published_on as one_published_on,
    b.published_on as other_published_on, a.quantity_id as one_id, b.quantity_id as other_id
from claims a
join claims b on a.about = b.about and a.year = b.year and a.counted = b.counted and a.unit = b.unit
    and a.role = b.role and a.article_id <> b.article_id
    and (a.published_on, a.quantity_id) < (b.published_on, b.quantity_id)
where a.high < b.low or b.high < a.low;
comment on view conflicting_figures is 'pairs of figures that cannot both hold · 相互矛盾的数字';
comment on column conflicting_figures.about is 'the programme, else the organ and the verb · 所指事项';
comment on column conflicting_figures.year is 'the year that the measure names, else the year of publication · 年份';
comment on column conflicting_figures.one is 'the figure of the earlier text · 较早的数字';
comment on column conflicting_figures.other is 'the figure of the later text · 较晚的数字';
comment on column conflicting_figures.one_title is 'title of the earlier text · 较早文章标题';
comment on column conflicting_figures.other_title is 'title of the later text · 较晚文章标题';
comment on column conflicting_figures.one_published_on is 'date of the earlier text · 较早发布日期';
comment on column conflicting_figures.other_published_on is 'date of the later text · 较晚发布日期';
comment on column conflicting_figures.one_id is 'id of the earlier amount, for etl trace · 较早数量编号';
comment on column conflicting_figures.other_id is 'id of the later amount, for etl trace · 较晚数量编号';
