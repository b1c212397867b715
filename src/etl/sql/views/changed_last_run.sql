-- What changed with the last run? One line a raw file that was new, read again or gone, with what it brought.
-- Example: select fate, count(*), sum(measures) from changed_last_run group by fate;
create or replace view changed_last_run as
select c.fate, c.raw_path, a.title, a.organ, a.region, a.published_on,
    (select count(*) from measures m where m.article_id = c.article_id) as measures,
    (select count(*) from quantities q where q.article_id = c.article_id) as quantities,
    c.article_id, c.run_id
from changes c left join articles a on a.article_id = c.article_id
where c.run_id = (select arg_max(run_id, started_at) from runs);
comment on view changed_last_run is 'the raw files that the last run found new, changed or gone · 上次运行的变化';
comment on column changed_last_run.fate is 'new, changed (its bytes or the rules) or gone (deleted or set aside) · 变化';
comment on column changed_last_run.raw_path is 'path of the raw file below raw/ · 原始文件路径';
comment on column changed_last_run.article_id is 'the article; empty where it is gone · 文章编号';
comment on column changed_last_run.measures is 'how many measures it holds · 举措数';
comment on column changed_last_run.quantities is 'how many amounts it holds · 数量条数';
comment on column changed_last_run.run_id is 'the last run, see runs · 运行编号';
