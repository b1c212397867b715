create table schema_version (version integer not null);
insert into schema_version values (6);

create table articles (
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

create table paragraphs (
    paragraph_id varchar primary key,
    article_id varchar not null,
    position bigint not null,
    kind varchar not null check (kind in ('body', 'heading', 'caption')),
    headings varchar[] not null,
    text varchar not null,
    original varchar not null,
    script varchar not null,
    tokens varchar[] not null,
    spans struct(start bigint, stop bigint, raw_start bigint, raw_stop bigint)[] not null,
    sentences struct(start bigint, stop bigint)[] not null,
    sections struct(start bigint, lead_stop bigint, stop bigint)[] not null,
    damage struct(start bigint, stop bigint)[] not null,
    damaged boolean not null
);

create table removed (
    article_id varchar not null,
    raw_start bigint not null,
    raw_stop bigint not null,
    text varchar not null,
    kind varchar not null,
    rule varchar not null,
    check (raw_start < raw_stop)
);

create table edits (
    article_id varchar not null,
    raw_start bigint not null,
    raw_stop bigint not null,
    before varchar not null,
    after varchar not null,
    kind varchar not null,
    rule varchar not null,
    confidence double not null,
    check (raw_start <= raw_stop)
);

create table measures (
    measure_id varchar primary key,
    article_id varchar not null,
    paragraph_id varchar not null,
    verb varchar not null,
    object varchar not null,
    text varchar not null,
    start bigint not null,
    stop bigint not null,
    raw_start bigint not null,
    raw_stop bigint not null,
    verb_raw_start bigint not null,
    verb_raw_stop bigint not null,
    actor varchar,
    actor_source varchar,
    status varchar not null check (status in ('done', 'ongoing', 'planned')),
    period_start date,
    period_stop date,
    programmes varchar[] not null,
    rule varchar not null,
    doubt varchar,
    check (start < stop)
);

create table quantities (
    quantity_id varchar primary key,
    article_id varchar not null,
    paragraph_id varchar not null,
    measure_id varchar,
    text varchar not null,
    value double not null,
    value_high double,
    low double,
    high double,
    op varchar not null check (op in ('eq', 'gt', 'ge', 'lt', 'le', 'approx', 'range', 'vague')),
    unit varchar not null,
    dimension varchar not null,
    role varchar not null check (role in ('outcome', 'share', 'frequency', 'duration', 'scope', 'named_set')),
    counted varchar,
    start bigint not null,
    stop bigint not null,
    raw_start bigint not null,
    raw_stop bigint not null,
    rule varchar not null,
    check (start < stop)
);

create table numerals (
    numeral_id varchar primary key,
    article_id varchar not null,
    paragraph_id varchar,
    text varchar not null,
    raw_start bigint not null,
    raw_stop bigint not null,
    outcome varchar not null,
    quantity_id varchar,
    check (raw_start < raw_stop)
);

create table themes (
    theme_id varchar primary key,
    parent_id varchar,
    label_zh varchar not null,
    label_en varchar not null,
    basis varchar not null
);

create table theme_tags (
    paragraph_id varchar not null,
    article_id varchar not null,
    theme_id varchar not null,
    score double not null,
    evidence struct(term varchar, start bigint, stop bigint)[] not null,
    primary key (paragraph_id, theme_id)
);

create table programmes (
    programme_id varchar primary key,
    name varchar not null,
    kind varchar not null,
    mentions bigint not null,
    first_published_on date
);

create table article_programmes (
    article_id varchar not null,
    programme_id varchar not null,
    name varchar not null,
    kind varchar not null,
    mentions bigint not null,
    primary key (article_id, programme_id)
);

create table mentions (
    mention_id varchar primary key,
    article_id varchar not null,
    paragraph_id varchar not null,
    type varchar not null
        check (type in ('organ', 'region', 'date', 'programme', 'document', 'meeting', 'slogan')),
    text varchar not null,
    normal varchar not null,
    code varchar,
    programme_id varchar,
    start bigint not null,
    stop bigint not null,
    raw_start bigint not null,
    raw_stop bigint not null,
    check (start < stop)
);

create table regions (
    region_code varchar primary key,
    name varchar not null,
    full_name varchar not null,
    level varchar not null,
    parent_code varchar
);

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

create table runs (
    run_id varchar primary key,
    flow_run_id varchar,
    started_at timestamp not null,
    finished_at timestamp,
    status varchar not null,
    rules_version varchar not null,
    counts map(varchar, bigint) not null,
    durations map(varchar, double) not null
);

create table rejects (
    raw_path varchar primary key,
    raw_sha256 varchar not null,
    step varchar not null,
    reason varchar not null,
    rules_version varchar not null,
    seen_at timestamp,
    run_id varchar
);

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

create table changes (
    run_id varchar not null,
    raw_path varchar not null,
    article_id varchar,
    fate varchar not null check (fate in ('new', 'changed', 'gone'))
);

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

create table search_terms (
    term_id integer not null,
    term varchar not null,
    folded varchar not null,
    paragraphs integer not null
);

create table search_inside (term varchar not null, word varchar not null);

create table search_paragraphs (
    doc integer not null,
    paragraph_id varchar not null,
    article_id varchar not null,
    length integer not null,
    kind varchar not null,
    themes varchar[] not null,
    region_code varchar,
    published_on date,
    organ varchar,
    headings varchar[] not null,
    text varchar not null
);

create table search_postings (term_id integer not null, doc integer not null);
