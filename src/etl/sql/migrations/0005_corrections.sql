-- 4 to 5: what people marked. It is kept in raw/, and read at the end of the run.
create table corrections (
    correction_id varchar primary key,
    raw_path varchar not null,
    kind varchar not null,
    raw_start bigint not null,
    raw_stop bigint not null,
    text varchar not null,
    says varchar not null,
    rule varchar not null,
    verdict varchar not null check (verdict in ('right', 'wrong')),
    note varchar,
    fact_id varchar,
    state varchar not null check (state in ('found', 'not found', 'stale')),
    check (raw_start <= raw_stop)
);

-- Schema 4 had two shapes: main_text_agreement came without a number of its own. The engine adds no column that
-- has a check, and none in the middle, so the table is made anew; what the old one did not know stays null until
-- the rules, which changed with it, read the article again.
create table articles_kept (
    article_id varchar primary key,
    source varchar not null,
    url varchar,
    origin_url varchar,
    raw_path varchar not null unique,
    raw_sha256 varchar not null,
    raw_bytes bigint not null,
    raw_chars bigint not null,
    encoding varchar not null,
    media_type varchar not null,
    fetched_at timestamp,
    script varchar not null,
    title varchar,
    title_original varchar,
    byline varchar,
    publisher varchar,
    issue varchar,
    published_on date,
    published_precision varchar check (published_precision in ('day', 'month', 'year')),
    organ varchar,
    region_code varchar,
    region varchar,
    rules_version varchar not null,
    main_text_agreement double check (main_text_agreement between 0 and 1),
    family_id varchar,
    is_original boolean,
    run_id varchar
);
insert into articles_kept by name select * from articles;
drop table articles;
alter table articles_kept rename to articles;
