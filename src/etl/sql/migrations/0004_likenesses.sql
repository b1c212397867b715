-- 3 to 4: families say by what their original is known, pairs and sketches are kept. All three follow from the
-- paragraphs and are made anew at the end of the run, so they begin empty.
drop table if exists search_script; -- the macro holds the characters itself; some files of schema 3 still have it

drop table families;
create table families (
    family_id varchar primary key,
    original_article_id varchar not null,
    original_by varchar not null,
    articles bigint not null,
    evidence varchar not null
);

create table likenesses (
    article_id varchar not null,
    other_article_id varchar not null,
    relation varchar not null check (relation in ('equal', 'copy', 'excerpt', 'version')),
    alike double not null,
    evidence varchar not null
);

create table sketches (
    article_id varchar primary key,
    equal varchar,
    bands bigint[] not null
);
