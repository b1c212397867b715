"""Articles that are one text are one family, whatever script or furniture they came with; others are not."""

import random
from datetime import date

import polars as pl
import pytest

from etl.warehouse.alike import likeness, read
from etl.warehouse.families import LIKENESS, families, likenesses, parted, sketched

SCHEMA = {"article_id": pl.String, "raw_path": pl.String, "url": pl.String, "origin_url": pl.String}
SCHEMA |= {"published_on": pl.Date, "text": pl.String}


def invented(seed, length=600):
    """A text that no other has: characters drawn at random, in sentences."""
    draw = random.Random(seed)  # noqa: S311  (nothing is secret here)
    text = "".join(chr(draw.randint(0x4E00, 0x8FFF)) for _ in range(length))
    return "。".join(text[at : at + 30] for at in range(0, length, 30))


def articles(*texts, **columns):
    rows = {
        "article_id": [f"a{number}" for number in range(len(texts))],
        "raw_path": [f"s/{number}.txt" for number in range(len(texts))],
        "url": [None] * len(texts),
        "origin_url": [None] * len(texts),
        "published_on": [None] * len(texts),
        "text": list(texts),
    }
    more = {name: pl.String for name in columns if name not in SCHEMA}
    return pl.DataFrame(rows | columns, schema=SCHEMA | more)


def groups(found):
    members = found.members.group_by("family_id").agg(pl.col("article_id").sort())
    return sorted(members["article_id"].to_list())


def evidence(found):
    return sorted(found.families["evidence"])


def test_an_article_alone_has_a_family_too():
    found = families(articles(invented(1), invented(2), ""))
    assert groups(found) == [["a0"], ["a1"], ["a2"]]
    assert evidence(found) == ["single"] * 3
    assert found.members["is_original"].all()


def test_no_articles_no_families():
    found = families(articles())
    assert found.families.is_empty()
    assert found.members.is_empty()


def test_space_and_punctuation_make_no_other_text():
    text = invented(1)
    found = families(articles(text, text.replace("。", " ,\n")))
    assert groups(found) == [["a0", "a1"]]
    assert evidence(found) == ["equal"]


def test_a_reprint_with_other_words_around_is_one_text():
    text = invented(1)
    found = families(articles(text, "编者按" + text[:570] + "完", invented(2)))
    assert groups(found) == [["a0", "a1"], ["a2"]]
    assert evidence(found)[0].startswith("similar 0.9")


@pytest.mark.parametrize(("share", "one"), [(0.95, True), (0.8, True), (0.3, False)])
def test_how_much_must_be_common(share, one):
    text, other = invented(1, 1200), invented(2, 1200)
    cut = int(len(text) * share)
    assert (len(groups(families(articles(text, text[:cut] + other[cut:])))) == 1) is one


@pytest.mark.parametrize(("part", "one"), [(0.6, True), (0.4, False)])
def test_an_excerpt_is_one_text_if_it_is_more_than_half(part, one):
    text = invented(1, 1200)
    assert (len(groups(families(articles(text, text[: int(len(text) * part)])))) == 1) is one


def test_a_digest_does_not_join_what_it_quotes():
    first, second = invented(1), invented(2)
    assert len(groups(families(articles(first, second, first + second)))) == 3


def test_likeness_goes_from_one_to_the_next():
    text = invented(1, 1000)
    parts = [text + invented(2, 300), text, text + invented(3, 300)]
    assert groups(families(articles(*parts))) == [["a0", "a1", "a2"]]


def test_short_notices_are_not_one_text():
    assert len(groups(families(articles("图片新闻", "图片新闻", "机关党建动态", "机关党建动态2")))) == 4


@pytest.mark.parametrize("count", [30, 60])  # above 32 not every pair is compared
def test_many_reprints_are_found_too(count):
    text = invented(1)
    copies = [invented(seed + 2, 60) + text for seed in range(count)]
    assert groups(families(articles(*copies))) == [sorted(f"a{number}" for number in range(count))]


ORIGINAL = [
    ("the earliest", {"published_on": [date(2024, 5, 7), date(2024, 5, 6), None]}, "a1"),
    ("a dated one before one without a date", {"published_on": [None, None, date(2024, 1, 1)]}, "a2"),
    ("the one that another links to", {"url": [None, "x.cn/1", None], "origin_url": ["x.cn/1", None, None]}, "a1"),
    ("one that links to no other", {"origin_url": ["y.cn/2", "y.cn/2", None]}, "a2"),
    ("one that prints its own text", {"source": ["x", "y", "qizhi"], "publisher": ["旗帜网"] * 3}, "a2"),
    ("else the first by path", {}, "a0"),
]
BY = ["date", "date", "a link to it", "no link from it", "publisher", "path"]


@pytest.mark.parametrize(
    ("columns", "original", "by"),
    [(columns, original, by) for (_, columns, original), by in zip(ORIGINAL, BY, strict=True)],
    ids=[rule for rule, _, _ in ORIGINAL],
)
def test_the_original_is(columns, original, by):
    rows = articles(*[invented(1)] * 3, **columns)
    for shuffled in (rows, rows.reverse()):
        found = families(shuffled)
        assert found.families["original_article_id"].to_list() == [original]
        assert found.families["original_by"].to_list() == [by]
        assert found.families["articles"].to_list() == [3]
        assert found.members.filter("is_original")["article_id"].to_list() == [original]


def test_the_order_of_the_rows_makes_no_difference():
    rows = articles(*[invented(seed // 2) + invented(100 + seed, 90) for seed in range(20)])
    one, other = families(rows), families(rows.sample(fraction=1, shuffle=True, seed=7))
    assert one.families.equals(other.families)
    assert one.members.equals(other.members)


def amended(text, sentences):
    """The text with some of its sentences (of 30 characters) written anew."""
    parts, other = text.split("。"), invented(99, 3000).split("。")
    return "。".join(other[at] if at in sentences else part for at, part in enumerate(parts))


def edited(text, share, seed):
    draw = random.Random(seed)  # noqa: S311
    return "".join(chr(draw.randint(0x4E00, 0x8FFF)) if draw.random() < share else char for char in text)


@pytest.mark.parametrize("seed", range(20))
def test_two_characters_in_a_hundred_make_no_other_text(seed):
    text = invented(seed, 900)
    assert likeness(read(text), read(edited(text, 0.02, seed))).relation == "copy"


@pytest.mark.parametrize("seed", range(10))
def test_seven_tenths_in_other_furniture_are_an_excerpt(seed):
    text = invented(seed, 1500)
    start = 45 * seed
    told = likeness(read(text), read(invented(50, 60) + text[start : start + 1085] + invented(51, 60)))
    assert told.relation in {"copy", "excerpt"}
    assert len(groups(families(articles(text, text[start : start + 1085])))) == 1


def test_an_amended_text_is_a_version_and_no_copy():
    text = invented(1, 1200)
    new = amended(text, {5, 11, 17, 23, 30})
    assert likeness(read(text), read(new)).relation == "version"
    assert likeness(read(new), read(text)).relation == "version"
    assert groups(families(articles(text, new, "转载" + text, new + "责任编辑"))) == [["a0", "a2"], ["a1", "a3"]]


def test_passages_that_only_one_of_two_holds_make_no_version():
    text = invented(1, 1200)
    parts = text.split("。")
    longer = "。".join([*parts[:12], invented(7, 60), *parts[12:25], invented(8, 60), *parts[25:]])
    assert likeness(read(text), read(longer)).relation == "copy"


YEAR = "青石县直机关工委全年举办培训班{}期，培训党务干部{}人次，走访企业{}家，办结实事{}件，新建阵地{}处，帮扶{}户。"


def test_the_same_report_with_other_figures_is_a_version():
    frame = invented(3, 400)
    last, this = (YEAR.format(*figures) + frame for figures in ((12, 300, 45, 120, 8, 77), (15, 420, 51, 133, 9, 80)))
    assert likeness(read(last), read(this)).relation == "version"
    assert len(groups(families(articles(last, this)))) == 2


def test_what_came_since_is_compared_and_nothing_else():
    texts = [invented(seed % 7) + invented(100 + seed, 60) for seed in range(30)]
    rows = articles(*texts).select("article_id", "text")
    asked = []

    def text_of(ids):
        asked.extend(ids)
        return {one: texts[int(one[1:])] for one in ids}

    every = likenesses(parted(sketched(rows)), pl.DataFrame(schema=LIKENESS), text_of)
    first = likenesses(parted(sketched(rows.head(29))), pl.DataFrame(schema=LIKENESS), text_of)
    asked.clear()
    later = likenesses(parted(sketched(rows)), first, text_of)
    assert later.equals(every)
    assert "a29" in asked
    assert set(asked) <= {"a29", *(one for one in rows["article_id"] if int(one[1:]) % 7 == 29 % 7)}


def test_a_rule_that_says_when_it_was_amended_is_a_version():
    rule = "第一条" + invented(5, 900)
    first, second = (
        "2014年3月1日青石县委常委会会议通过",
        "2014年3月1日青石县委常委会会议通过 2023年6月2日青石县委常委会会议修订",
    )
    assert likeness(read(first + rule), read(second + rule)).relation == "version"
    assert likeness(read(first + rule), read(rule + "完")).relation == "copy"
