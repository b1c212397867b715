-- What does a text state, of whatever kind, as one list? Measures, quantities, themes and names, each with its reading
-- in one line (`says`) and its place in the raw text; a theme's place is its paragraph.
-- Example: select kind, text, says from facts where kind = 'quantity' limit 5;
create or replace view facts as
select 'measure' as kind, measure_id as fact_id, article_id, paragraph_id, start, stop, raw_start, raw_stop, text,
    concat_ws(' · ', verb || ' → ' || object, status, actor) as says, rule
from measures
union all
select 'quantity', quantity_id, article_id, paragraph_id, start, stop, raw_start, raw_stop, text,
    concat_ws(' · ', op || ' ' || value || coalesce('–' || value_high, '') || ' ' || unit, role, counted), rule
from quantities
union all
select 'theme', g.paragraph_id || ' ' || g.theme_id, g.article_id, g.paragraph_id, 0, length(p.text),
    list_min(list_transform(p.spans, lambda span: span.raw_start)),
    list_max(list_transform(p.spans, lambda span: span.raw_stop)), left(p.text, 40), g.theme_id, 'theme'
from theme_tags g join paragraphs p using (paragraph_id)
union all
select type, mention_id, article_id, paragraph_id, start, stop, raw_start, raw_stop, text,
    concat_ws(' · ', normal, code), type
from mentions;
comment on view facts is 'every fact with its reading and its place, one row each · 全部事实';
comment on column facts.kind is 'measure, quantity, theme, organ, region, date, programme, document, meeting or slogan · 类别';
comment on column facts.fact_id is 'id of the fact; of a theme, its paragraph and the theme · 事实编号';
comment on column facts.article_id is 'its article · 文章编号';
comment on column facts.paragraph_id is 'its paragraph · 段落编号';
comment on column facts.start is 'first character in the paragraph text · 起点';
comment on column facts.stop is 'character after the last in the paragraph text · 终点';
comment on column facts.raw_start is 'first character in the raw text · 原文起点';
comment on column facts.raw_stop is 'character after the last in the raw text · 原文终点';
comment on column facts.text is 'the fact as it stands in the text; of a theme, how its paragraph begins · 原文(简体)';
comment on column facts.says is 'what the rules read there · 读法';
comment on column facts.rule is 'name of the rule · 规则';
