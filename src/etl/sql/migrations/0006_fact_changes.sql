-- 5 to 6: what runs read otherwise than the runs before. It is told from the next run on.
create table fact_changes (
    run_id varchar,
    raw_path varchar not null,
    kind varchar not null,
    fate varchar not null check (fate in ('came', 'gone', 'altered')),
    cause varchar not null check (cause in ('input', 'rule', 'lexicon', 'rule, lexicon', 'again')),
    fact varchar,
    nth bigint,
    before varchar,
    after varchar,
    facts bigint not null
);
