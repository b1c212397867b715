-- The tables of the warehouse. A column that passes between steps stands here as it does in records.py;
-- a test binds names, order and types. Foreign keys are left out: they forbid replacing an article and its
-- rows in one transaction, so `etl check` looks for orphans instead. The number below is the schema's
-- version: raise it with any change here, and write the way to it in migrations/ (docs/decisions/older-schema.md).

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

-- The index of search(), made anew from paragraphs at the end of every run that changed anything.
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


-- What each table and column means, for the data dictionary and for anyone at a prompt.

comment on table schema_version is 'version of these tables · 表结构版本';
comment on column schema_version.version is 'raised with any change of a table; an older warehouse is migrated · 版本号';

comment on table articles is 'one row per raw file that could be read · 文章';
comment on column articles.article_id is 'id, the same on every machine and in every run · 文章编号';
comment on column articles.source is 'the folder under raw/ that the file lies in · 来源(采集渠道)';
comment on column articles.url is 'address the file was fetched from · 网址';
comment on column articles.origin_url is 'address that the page itself names as its original · 原文链接';
comment on column articles.raw_path is 'path of the raw file below raw/, with / · 原始文件路径';
comment on column articles.raw_sha256 is 'SHA-256 of the raw bytes, in hex · 原始文件校验值';
comment on column articles.raw_bytes is 'size of the raw file in bytes · 原始文件字节数';
comment on column articles.raw_chars is 'length of the decoded raw text in characters · 原始文本字数';
comment on column articles.encoding is 'encoding that the bytes were decoded with · 编码';
comment on column articles.media_type is 'what kind of file it is, such as text/html · 文件类型';
comment on column articles.fetched_at is 'when it was fetched (UTC), if that is known · 采集时间';
comment on column articles.script is 'hans (simplified), hant (traditional) or mixed, as published · 字体(简体、繁体、混用)';
comment on column articles.title is 'title, in simplified script · 标题(简体)';
comment on column articles.title_original is 'title as published · 标题(原文)';
comment on column articles.byline is 'who wrote it, in simplified script · 作者';
comment on column articles.publisher is 'who published it, in simplified script · 发布单位';
comment on column articles.issue is 'issue of a periodical, such as 2025年第7期 · 期号';
comment on column articles.published_on is 'date of publication; the first day where only month or year is known · 发布日期';
comment on column articles.published_precision is 'day, month or year: how much of published_on is known · 日期精度';
comment on column articles.organ is 'the organ that the article reports on, in simplified script · 所属机关';
comment on column articles.region_code is 'six-digit code of its region, see regions · 行政区划代码';
comment on column articles.region is 'name of its region · 地区';
comment on column articles.rules_version is 'hash of the rules that read it; other rules read it again · 规则版本';
comment on column articles.main_text_agreement is 'how far two extractors agree on a web page''s main text, 0 to 1; below .8 look at it; null for files without markup · 正文一致度';
comment on column articles.family_id is 'the articles that are one text with it, see families · 同文族编号';
comment on column articles.is_original is 'true for the one article of its family that counts · 是否首发';
comment on column articles.run_id is 'the run that last found this row to agree with raw/, see runs · 运行编号';

comment on table paragraphs is 'what was kept of an article: paragraphs, headings, captions · 段落';
comment on column paragraphs.paragraph_id is 'id, the same on every machine and in every run · 段落编号';
comment on column paragraphs.article_id is 'its article · 文章编号';
comment on column paragraphs.position is 'place in the article, counted from 0 · 序号';
comment on column paragraphs.kind is 'body, heading or caption · 类别(正文、标题、图注)';
comment on column paragraphs.headings is 'the headings above it, outermost first · 上级标题';
comment on column paragraphs.text is 'paragraph text, simplified and clean · 正文(简体)';
comment on column paragraphs.original is 'paragraph text as published, before conversion to simplified script · 正文(原文)';
comment on column paragraphs.script is 'script of the paragraph as published · 字体';
comment on column paragraphs.tokens is 'the words of text in order; joined they give text · 分词';
comment on column paragraphs.spans is 'which raw characters each stretch of text came from; half-open · 原文对应';
comment on column paragraphs.sentences is 'the sentences, as ranges of text · 句子';
comment on column paragraphs.sections is 'run-in sections: ranges of text, each with its announcing lead · 段内小节';
comment on column paragraphs.damage is 'ranges of text that were destroyed before they reached us · 损坏处';
comment on column paragraphs.damaged is 'true where damage has any range · 是否损坏';

comment on table removed is 'raw text that no paragraph holds, with the rule that took it out · 剔除文本';
comment on column removed.article_id is 'its article · 文章编号';
comment on column removed.raw_start is 'first character in the raw text · 原文起点';
comment on column removed.raw_stop is 'character after the last in the raw text · 原文终点';
comment on column removed.text is 'the raw characters · 原文';
comment on column removed.kind is 'metadata, credits, chrome, legal, related, spam, duplicate and so on · 类别';
comment on column removed.rule is 'name of the rule · 规则';

comment on table edits is 'every change between raw text, original and simplified text · 改动';
comment on column edits.article_id is 'its article · 文章编号';
comment on column edits.raw_start is 'first character in the raw text · 原文起点';
comment on column edits.raw_stop is 'character after the last in the raw text · 原文终点';
comment on column edits.before is 'what stood there · 改前';
comment on column edits.after is 'what stands for it now; empty for a deletion · 改后';
comment on column edits.kind is 'repair, annotation, join, punctuation, damage, script and so on · 类别';
comment on column edits.rule is 'name of the rule · 规则';
comment on column edits.confidence is 'how sure the rule is, from 0 to 1 · 置信度';

comment on table measures is 'concrete acts that an organ reports having done, keeps doing or plans · 举措';
comment on column measures.measure_id is 'id, the same on every machine and in every run · 举措编号';
comment on column measures.article_id is 'its article · 文章编号';
comment on column measures.paragraph_id is 'its paragraph · 段落编号';
comment on column measures.verb is 'the verb that names the act · 动词';
comment on column measures.object is 'what it was done to, up to the end of the clause · 对象';
comment on column measures.text is 'from the verb to the end of the object · 举措原文(简体)';
comment on column measures.start is 'first character in the paragraph text · 起点';
comment on column measures.stop is 'character after the last in the paragraph text · 终点';
comment on column measures.raw_start is 'first character in the raw text · 原文起点';
comment on column measures.raw_stop is 'character after the last in the raw text · 原文终点';
comment on column measures.verb_raw_start is 'first character of the verb in the raw text · 动词原文起点';
comment on column measures.verb_raw_stop is 'character after the verb in the raw text · 动词原文终点';
comment on column measures.actor is 'the organ that acts · 实施主体';
comment on column measures.actor_source is 'where the actor was found: clause, sentence, paragraph, document · 主体出处';
comment on column measures.status is 'done, ongoing or planned · 状态(已完成、进行中、计划)';
comment on column measures.period_start is 'first day of the time that the text names · 起始日期';
comment on column measures.period_stop is 'last day of the time that the text names · 截止日期';
comment on column measures.programmes is 'names in quotes or 《》 that belong to the act · 品牌、制度、活动名称';
comment on column measures.rule is 'name of the rule · 规则';
comment on column measures.doubt is 'what the rule is unsure of, for a person to look at; null where nothing is · 存疑';

comment on table quantities is 'stated amounts, such as 近2500万人次 · 数量';
comment on column quantities.quantity_id is 'id, the same on every machine and in every run · 数量编号';
comment on column quantities.article_id is 'its article · 文章编号';
comment on column quantities.paragraph_id is 'its paragraph · 段落编号';
comment on column quantities.measure_id is 'the measure that it belongs to, if any · 举措编号';
comment on column quantities.text is 'approximator, number and unit as they stand in the text · 数量原文(简体)';
comment on column quantities.value is 'the literal number in the unit''s own scale: 7亿元 is 700000000 · 数值';
comment on column quantities.value_high is 'upper number of a range such as 4至5名 · 数值上限';
comment on column quantities.low is 'lower bound that op implies; empty is open · 区间下界';
comment on column quantities.high is 'upper bound that op implies; empty is open · 区间上界';
comment on column quantities.op is 'how to read value: eq, gt, ge, lt, le, approx, range, vague · 数值关系';
comment on column quantities.unit is 'unit, simplified and canonical, such as 人次 · 单位';
comment on column quantities.dimension is 'what the unit measures; never add two dimensions (人次 is not 人) · 量纲';
comment on column quantities.role is 'outcome, share, frequency, duration, scope or named_set · 角色';
comment on column quantities.counted is 'the noun that is counted, without the unit · 计数对象';
comment on column quantities.start is 'first character in the paragraph text · 起点';
comment on column quantities.stop is 'character after the last in the paragraph text · 终点';
comment on column quantities.raw_start is 'first character in the raw text · 原文起点';
comment on column quantities.raw_stop is 'character after the last in the raw text · 原文终点';
comment on column quantities.rule is 'name of the rule · 规则';

comment on table numerals is 'every numeral of the raw text, kept or removed, and what became of it · 数字台账';
comment on column numerals.numeral_id is 'id, the same on every machine and in every run · 数字编号';
comment on column numerals.article_id is 'its article · 文章编号';
comment on column numerals.paragraph_id is 'its paragraph; empty in removed text · 段落编号';
comment on column numerals.text is 'the numeral as it stands in the paragraph text, in removed text as published · 数字';
comment on column numerals.raw_start is 'first character in the raw text · 原文起点';
comment on column numerals.raw_stop is 'character after the last in the raw text · 原文终点';
comment on column numerals.outcome is 'quantity, or the reason why it is none · 去向';
comment on column numerals.quantity_id is 'the quantity that it belongs to, if any · 数量编号';

comment on table themes is 'two-level list of the themes of 机关党建 · 主题表';
comment on column themes.theme_id is 'id such as pol or pol.loyalty · 主题编号';
comment on column themes.parent_id is 'the theme above; empty for the upper level · 上级主题';
comment on column themes.label_zh is 'Chinese label · 中文名称';
comment on column themes.label_en is 'English label · 英文名称';
comment on column themes.basis is 'party documents that the theme rests on: R19 Building requirements of the 19th and 20th congresses, T19 Regulations on grass-roots organisations (2019) with the chapter, O19 Opinions on central organs (2019), Z4 Rules on “四强” branches, Q columns of 旗帜网 · 依据';

comment on table theme_tags is 'which leaf themes a paragraph is about, with the terms that say so · 主题标注';
comment on column theme_tags.paragraph_id is 'the paragraph · 段落编号';
comment on column theme_tags.article_id is 'its article · 文章编号';
comment on column theme_tags.theme_id is 'the theme, see themes · 主题编号';
comment on column theme_tags.score is 'weight of the evidence · 得分';
comment on column theme_tags.evidence is 'the terms that were met and where in the paragraph text · 依据词';

comment on table programmes is 'named initiatives, mechanisms, brands, campaigns and documents · 品牌项目';
comment on column programmes.programme_id is 'id; one programme whatever script or punctuation its name came in · 项目编号';
comment on column programmes.name is 'its name in simplified script · 名称';
comment on column programmes.kind is 'what sort of programme it is · 类别';
comment on column programmes.mentions is 'how often it is mentioned in the whole warehouse · 提及次数';
comment on column programmes.first_published_on is 'date of the earliest article that mentions it · 首次出现日期';

comment on table article_programmes is 'the programmes of each article, from which programmes is made · 文章内品牌项目';
comment on column article_programmes.article_id is 'the article · 文章编号';
comment on column article_programmes.programme_id is 'the programme · 项目编号';
comment on column article_programmes.name is 'the form that the article names it in most often · 名称';
comment on column article_programmes.kind is 'what sort of programme the article takes it for · 类别';
comment on column article_programmes.mentions is 'how often the article mentions it · 提及次数';

comment on table mentions is 'names in paragraphs · 名称提及';
comment on column mentions.mention_id is 'id, the same on every machine and in every run · 提及编号';
comment on column mentions.article_id is 'its article · 文章编号';
comment on column mentions.paragraph_id is 'its paragraph · 段落编号';
comment on column mentions.type is 'organ, region, date, programme, document, meeting or slogan · 类型';
comment on column mentions.text is 'the name as it stands in the text · 原文(简体)';
comment on column mentions.normal is 'the form under which equal names meet · 规范名';
comment on column mentions.code is 'region code, ISO date or interval, where there is one · 代码';
comment on column mentions.programme_id is 'the programme, for type programme · 项目编号';
comment on column mentions.start is 'first character in the paragraph text · 起点';
comment on column mentions.stop is 'character after the last in the paragraph text · 终点';
comment on column mentions.raw_start is 'first character in the raw text · 原文起点';
comment on column mentions.raw_stop is 'character after the last in the raw text · 原文终点';

comment on table regions is 'administrative divisions · 行政区划';
comment on column regions.region_code is 'six-digit code · 行政区划代码';
comment on column regions.name is 'short name · 简称';
comment on column regions.full_name is 'full name · 全称';
comment on column regions.level is 'province, city, county and so on · 级别';
comment on column regions.parent_code is 'code of the division above · 上级代码';

comment on table families is 'articles that are one text: reprints, mirrors, the other script · 同文族';
comment on column families.family_id is 'id of the family; an article that stands alone has one too · 同文族编号';
comment on column families.original_article_id is 'the article that counts: the earliest, else the one others link to · 首发文章';
comment on column families.original_by is 'by what the original is known: a link to it, date, publisher, no link from it, path, or the only one · 首发依据';
comment on column families.articles is 'how many articles belong to it · 文章数';
comment on column families.evidence is 'why they are one: single, equal, similar (with the least similarity) · 依据';

comment on table likenesses is 'pairs of articles whose texts are alike; versions are amended texts and no copies · 文本相似关系';
comment on column likenesses.article_id is 'the one · 文章编号';
comment on column likenesses.other_article_id is 'the other · 另一文章编号';
comment on column likenesses.relation is 'equal, copy, excerpt (these make a family), or version: amended, or with other figures · 关系';
comment on column likenesses.alike is 'share of common five-character pieces; 1 is equal · 相似度';
comment on column likenesses.evidence is 'what says so · 依据';

comment on table sketches is 'what is kept of each text to find others like it · 文本指纹';
comment on column sketches.article_id is 'the article · 文章编号';
comment on column sketches.equal is 'hash of its letters; null where they are few · 全文指纹';
comment on column sketches.bands is 'the bands of its MinHash; two texts that share one are compared · 分段指纹';

comment on table runs is 'the runs that changed the warehouse · 运行记录';
comment on column runs.run_id is 'id, from the rules and the raw files alone · 运行编号';
comment on column runs.flow_run_id is 'id of the run in the scheduler · 调度运行编号';
comment on column runs.started_at is 'when it started (UTC) · 开始时间';
comment on column runs.finished_at is 'when it finished (UTC) · 结束时间';
comment on column runs.status is 'completed, or what happened instead · 状态';
comment on column runs.rules_version is 'hash of the rules of this run · 规则版本';
comment on column runs.counts is 'rows per table after the run · 各表行数';
comment on column runs.durations is 'seconds per step · 各步耗时(秒)';

comment on table rejects is 'raw files that were set aside, with the reason · 拒收文件';
comment on column rejects.raw_path is 'path of the raw file below raw/ · 原始文件路径';
comment on column rejects.raw_sha256 is 'SHA-256 of the raw bytes; empty where they could not be read · 校验值';
comment on column rejects.step is 'the step that refused it · 步骤';
comment on column rejects.reason is 'why, in one sentence · 原因';
comment on column rejects.rules_version is 'hash of the rules that refused it · 规则版本';
comment on column rejects.seen_at is 'when it was first refused (UTC) · 首次时间';
comment on column rejects.run_id is 'the run that last found it so, see runs · 运行编号';

comment on table corrections is 'what people marked right or wrong, held against what the rules find now · 人工复核';
comment on column corrections.correction_id is 'id, from the place and the reading · 复核编号';
comment on column corrections.raw_path is 'path of the raw file below raw/ · 原始文件路径';
comment on column corrections.kind is 'kind of the fact, see facts · 类别';
comment on column corrections.raw_start is 'first character in the raw text · 原文起点';
comment on column corrections.raw_stop is 'character after the last in the raw text · 原文终点';
comment on column corrections.text is 'the fact as it stood in the text · 原文(简体)';
comment on column corrections.says is 'the reading that was judged · 读法';
comment on column corrections.rule is 'name of the rule that read it so · 规则';
comment on column corrections.verdict is 'right or wrong · 判定';
comment on column corrections.note is 'what the person added · 备注';
comment on column corrections.fact_id is 'the fact, where it is still found, see facts · 事实编号';
comment on column corrections.state is 'found; not found (the text stands, the reading is gone); stale (the text no longer stands there) · 现状';

comment on table changes is 'the raw files that a run found new, changed or gone · 变化记录';
comment on column changes.run_id is 'the run, see runs · 运行编号';
comment on column changes.raw_path is 'path of the raw file below raw/ · 原始文件路径';
comment on column changes.article_id is 'the article that it holds; empty where it is gone · 文章编号';
comment on column changes.fate is 'new, changed (its bytes or the rules) or gone (deleted or set aside) · 变化';

comment on table fact_changes is 'the facts that a run found come, gone or read otherwise, each with its cause · 事实变化记录';
comment on column fact_changes.run_id is 'the run, see runs · 运行编号';
comment on column fact_changes.raw_path is 'path of the raw file below raw/ · 原始文件路径';
comment on column fact_changes.kind is 'measure, quantity, theme, or the type of a mention · 类别';
comment on column fact_changes.fate is 'came, gone, or altered (it stands there still and is read otherwise) · 变化';
comment on column fact_changes.cause is 'what did it: input (the file), rule (code or packages), lexicon (tables of knowledge), both of these, or again (a file read anew on demand) · 原因';
comment on column fact_changes.fact is 'the fact as it stands in the text; of a theme, the theme and how its paragraph begins; empty where a new file brought facts, which are only counted · 事实';
comment on column fact_changes.nth is 'which of the facts with the same words in this file, from 1 · 序号';
comment on column fact_changes.before is 'how it was read before; empty where it came · 原读法';
comment on column fact_changes.after is 'how it is read now; empty where it is gone · 现读法';
comment on column fact_changes.facts is 'how many facts this row tells of: 1, or all that a new file brought of this kind · 条数';

comment on table search_terms is 'the words that search() finds paragraphs by · 检索词表';
comment on column search_terms.term_id is 'number of the word, in the order of the words · 检索词序号';
comment on column search_terms.term is 'the word as it stands in paragraphs.tokens, or inside one of them · 检索词';
comment on column search_terms.folded is 'the word with script and case set aside, see folded() · 折叠后的词形';
comment on column search_terms.paragraphs is 'how many indexed paragraphs hold it · 含该词的段落数';

comment on table search_inside is 'the known words inside long ones, indexed beside them · 长词内的词';
comment on column search_inside.term is 'the long word · 长词';
comment on column search_inside.word is 'a word inside it · 其中的词';

comment on table search_paragraphs is 'the paragraphs that search() ranks, those of reprints left out, with what it filters by · 检索段落';
comment on column search_paragraphs.doc is 'number of the paragraph in the index, in the order of the ids · 检索序号';
comment on column search_paragraphs.paragraph_id is 'the paragraph · 段落编号';
comment on column search_paragraphs.article_id is 'its article · 文章编号';
comment on column search_paragraphs.length is 'how many words of it are indexed · 检索词数';
comment on column search_paragraphs.kind is 'body, heading or caption · 类别(正文、标题、图注)';
comment on column search_paragraphs.themes is 'its themes, see theme_tags · 主题';
comment on column search_paragraphs.region_code is 'six-digit code of the region of its article · 行政区划代码';
comment on column search_paragraphs.published_on is 'date of publication; the first day where only month or year is known · 发布日期';
comment on column search_paragraphs.organ is 'the organ that the article reports on, in simplified script · 所属机关';
comment on column search_paragraphs.headings is 'the headings above it, outermost first · 上级标题';
comment on column search_paragraphs.text is 'paragraph text, simplified and clean · 正文(简体)';

comment on table search_postings is 'one row for each time a word stands in a paragraph · 倒排索引';
comment on column search_postings.term_id is 'the word, see search_terms · 检索词序号';
comment on column search_postings.doc is 'the paragraph, see search_paragraphs · 检索序号';
