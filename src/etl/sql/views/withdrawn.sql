-- Which facts did a person mark as wrong, and are still found? Every other view leaves them out; the tables keep them.
-- Example: select kind, text, says, note from withdrawn;
create or replace view withdrawn as
select kind, fact_id, text, says, rule, note, raw_path from corrections where verdict = 'wrong' and state = 'found';
comment on view withdrawn is 'facts that a person marked as wrong; views leave them out · 已判误的事实';
comment on column withdrawn.fact_id is 'id of the fact, see facts · 事实编号';
comment on column withdrawn.kind is 'kind of the fact, see facts · 类别';
comment on column withdrawn.text is 'the fact as it stands in the text · 原文(简体)';
comment on column withdrawn.says is 'the reading that was judged · 读法';
comment on column withdrawn.rule is 'name of the rule that read it so · 规则';
comment on column withdrawn.note is 'what the person added · 备注';
comment on column withdrawn.raw_path is 'path of the raw file below raw/ · 原始文件路径';
