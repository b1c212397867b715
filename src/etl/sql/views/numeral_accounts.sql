-- What became of the numerals? One line an outcome, with its share and one example.
-- Example: from numeral_accounts;
create or replace view numeral_accounts as
select
    outcome, count(*) as numerals, count(distinct article_id) as articles,
    count(paragraph_id) as in_paragraphs, count(*) - count(paragraph_id) as in_removed_text,
    round(count(*) / sum(count(*)) over (), 4) as share, arg_min(text, numeral_id) as example
from numerals
group by outcome
order by numerals desc, outcome;
comment on view numeral_accounts is 'how many numerals each outcome holds · 数字去向统计';
comment on column numeral_accounts.numerals is 'how many numerals · 数字个数';
comment on column numeral_accounts.articles is 'in how many articles · 文章数';
comment on column numeral_accounts.in_paragraphs is 'how many stand in paragraphs · 正文内个数';
comment on column numeral_accounts.in_removed_text is 'how many stand in removed text · 剔除文本内个数';
comment on column numeral_accounts.share is 'part of all numerals, from 0 to 1 · 占比';
comment on column numeral_accounts.example is 'one of them · 示例';
