-- How is a word written when script and case are set aside? Traditional characters one by one made simplified, by
-- the table `lexicon/shadow.tsv`, whose two columns stand where the braces are.
-- Example: select folded('機關黨建 APP');
create or replace macro folded(words) as translate(lower(words), '{hant}', '{hans}');
comment on macro folded is 'a word in simplified characters and lower case, as search looks it up · 折叠简繁与大小写';
