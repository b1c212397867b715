-- How precise are the rules, by what people marked? One line a kind and rule; only facts that somebody looked at count.
-- Example: select kind, rule, marked_right, marked_wrong, precision from review_scores;
create or replace view review_scores as
select kind, rule, count(*) filter (where verdict = 'right') as marked_right,
    count(*) filter (where verdict = 'wrong') as marked_wrong,
    round(count(*) filter (where verdict = 'right') / count(*), 3) as precision,
    count(*) filter (where verdict = 'wrong' and state = 'found') as withdrawn,
    count(*) filter (where verdict = 'wrong' and state = 'not found') as mended,
    count(*) filter (where verdict = 'right' and state = 'not found') as lost,
    count(*) filter (where state = 'stale') as stale
from corrections group by all order by kind, rule;
comment on view review_scores is 'what people''s marks say of each rule · 复核得分';
comment on column review_scores.kind is 'kind of the facts, see facts · 类别';
comment on column review_scores.rule is 'name of the rule · 规则';
comment on column review_scores.marked_right is 'facts marked right · 判对数';
comment on column review_scores.marked_wrong is 'facts marked wrong · 判误数';
comment on column review_scores.precision is 'marked right, of all marked · 精确率';
comment on column review_scores.withdrawn is 'marked wrong and still found: left out of every view · 已撤下';
comment on column review_scores.mended is 'marked wrong and no longer found: the rules were mended · 已改正';
comment on column review_scores.lost is 'marked right and no longer found: the rules lost it · 已丢失';
comment on column review_scores.stale is 'the text no longer stands where it was marked · 已失效';
