-- Is a theme that is named by its id or its Chinese label among these, itself or one below it? No theme: yes.
-- Example: select text from measures_flat where of_theme(themes, '作风建设');
create or replace macro of_theme(ids, topic) as
    topic is null or list_has_any(ids, (
        select coalesce(list(t.theme_id), [])
        from (select folded(topic) as topic) wanted, themes t left join themes top on top.theme_id = t.parent_id
        where wanted.topic in (t.theme_id, t.label_zh, top.theme_id, top.label_zh)
    ));
comment on macro of_theme is 'whether a theme is among some · 是否属于某主题';
