-- How is a word written when script and case are set aside? Traditional characters one by one made simplified.
-- Example: select folded('機關黨建 APP');
create or replace macro folded(words) as
    translate(lower(words), (select hant from search_script), (select hans from search_script));
comment on macro folded is 'a word in simplified characters and lower case, as search looks it up · 折叠简繁与大小写';
