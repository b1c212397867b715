"""Names: cases for programmes, regions, organs, dates and the rest; laws of names and of their tables."""

import tomllib
from pathlib import Path

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from etl.extract.documents import documents
from etl.extract.findings import Setting
from etl.extract.keys import key
from etl.extract.names import names
from etl.extract.origin import origin
from etl.extract.programmes import programmes
from etl.extract.regions import divisions, region, regions
from etl.lexicon.tables import column, table

CASES = Path(__file__).parent / "cases"


def cases(name):
    found = tomllib.loads((CASES / f"{name}.toml").read_text(encoding="utf-8"))["case"]
    return [
        pytest.param(
            case,
            id=case["label"],
            marks=[pytest.mark.xfail(strict=True, reason=case["known_failure"])] if "known_failure" in case else [],
        )
        for case in found
    ]


@pytest.mark.parametrize("case", cases("programmes"))
def test_programmes(case):
    text = case["text"]
    found = [name for name in [*programmes(text), *documents(text)] if name.type == "programme"]
    assert [text[name.start : name.stop] for name in sorted(found, key=lambda name: name.start)] == case["programmes"]


@pytest.mark.parametrize("case", cases("regions"))
def test_regions(case):
    text = case["text"]
    found = regions(text, Setting(region_code=case.get("region_code")))
    assert [[text[name.start : name.stop], name.code or ""] for name in found] == case["regions"]


@pytest.mark.parametrize("case", cases("names"))
def test_names(case):
    text = case["text"]
    found = names(text, Setting(region_code=case.get("region_code"), published_on=case.get("published_on")))
    types = {row[0] for row in case["names"]} or {"organ", "date", "programme", "meeting"}
    kept = [[n.type, text[n.start : n.stop], n.normal, n.code or ""] for n in found if n.type in types]
    assert kept == case["names"]


PIECES = [
    *"“”《》、，。()等的了",
    *["2024年", "3月5日", "三会一课", "活动", "机制", "品牌", "问题", "印发", "推行", "坚持"],
    *["长沙市", "岳麓区", "省委", "市直机关工委", "大同", "和县", "党的二十大", "我市"],
]
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=25).map("".join)


@given(TEXTS)
def test_names_lie_inside_the_text_and_keep_its_words(text):
    found = names(text, Setting(region_code="430100"))
    assert found == names(text, Setting(region_code="430100"))
    for name in found:
        assert 0 <= name.start < name.stop <= len(text)
        assert name.normal or not key(text[name.start : name.stop])
        if name.type in {"programme", "slogan", "document"}:
            assert name.normal == key(text[name.start : name.stop])
        if name.type in {"region", "organ"} and name.code:
            assert name.code in divisions()


def test_a_name_is_one_in_any_punctuation():
    plain, spaced = (programmes(text)[0].normal for text in ("开展“送岗·送暖”活动", "开展“送岗 送暖”活动"))
    assert plain == spaced == "送岗送暖"


def test_a_name_introduced_once_is_known_later():
    assert [name.type for name in programmes("加入“山城群众”,下沉一线", frozenset({"山城群众"}))] == ["programme"]
    assert programmes("加入“山城群众”,下沉一线") == []


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ({"byline": "湖北省委直属机关工委课题组"}, ("湖北省委直属机关工委", "420000")),
        ({"title": "衡阳市雁峰区:“五色工程”强基础"}, ("雁峰区", "430406")),
        ({"title": "天水市直机关工委抓实支部"}, ("天水市直机关工委", "620500")),
        ({"notes": ["(来源:某刊2025年第7期 作者系浙江省直机关工委副书记)"]}, ("浙江省直机关工委", "330000")),
        ({"byline": "株洲日报记者", "paragraphs": ["市直机关工委开展调研。"]}, ("株洲市直机关工委", "430200")),
        ({"paragraphs": ["今年来,衡阳市雁峰区补齐短板。"]}, ("雁峰区", "430406")),
        ({"publisher": "旗帜网", "paragraphs": ["坚持学用结合。"]}, (None, None)),
        ({"title": "中原重工集团党委2023年党建工作总结"}, ("中原重工集团党委", None)),
        ({"title": "国家海风局机关党委:三抓三促强支部"}, ("国家海风局机关党委", None)),
        ({"title": "云麓师范学院党委关于机关作风的通报"}, ("云麓师范学院党委", None)),
        ({"title": "机关作风:三抓三促"}, (None, None)),
        ({"title": "株洲市公安局党委抓实支部"}, ("株洲市公安局党委", "430200")),
        ({"title": "渝北区:支部提质", "publisher": "渝北区委区级机关工委"}, ("渝北区委区级机关工委", "500112")),
        ({"paragraphs": ["近日,最高人民检察院启动评选。", "各地检察院踊跃参加。"]}, ("最高人民检察院", None)),
        ({"paragraphs": ["株洲市中级人民法院设“法徽先锋岗”9个。"]}, ("株洲市中级人民法院", "430200")),
        ({"paragraphs": ["一年来,市公安局党委抓实支部。"]}, ("市公安局党委", None)),
        ({"paragraphs": ["书记们走进长沙市教育局交流。"]}, (None, None)),
        ({"paragraphs": ["支部向甘肃省古浪县采购苹果12吨。"]}, (None, None)),
        ({"byline": "佚名", "paragraphs": ["各地守卫人民安康。"]}, (None, None)),
    ],
)
def test_origin(given, wanted):
    whose = {"title": None, "byline": None, "publisher": None, "notes": [], "paragraphs": []} | given
    found = origin(**whose)
    assert (found.organ, found.region_code) == wanted


def test_every_division_has_its_parent():
    levels = ("province", "city", "county")
    for row in table("regions"):
        assert regex.fullmatch(r"\d{6}", row["region_code"])
        assert row["level"] in levels
        assert bool(row["parent_code"]) == (row["level"] != "province")
        parent = region(row["parent_code"])
        assert parent is None or row["full_name"] == parent.full_name + row["name"]
    codes = column("regions", "region_code")
    assert list(codes) == sorted(set(codes))


def test_aliases_point_at_divisions_and_are_none_of_their_names():
    for row in table("region_aliases"):
        assert row["region_code"] in divisions()
    assert not set(column("region_aliases", "alias", kind="former")) & set(column("regions", "full_name"))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("metaphors", "surface"),
        ("slogans", "surface"),
        ("region_aliases", "alias"),
        ("region_guards", "text"),
        ("eras", "phrase"),
    ],
)
def test_tables_are_sorted_and_say_nothing_twice(name, words):
    assert list(column(name, words)) == sorted(set(column(name, words)))


def test_no_word_is_both_slogan_and_image_nor_head_and_problem():
    assert not {row["surface"] for row in table("slogans") if row["verdict"] == "programme"} & set(
        column("metaphors", "surface")
    )
    assert not set(column("programmes", "word", role="head")) & set(column("programmes", "word", role="problem"))


def test_kinds_and_verdicts_are_the_known_ones():
    kinds = {"campaign", "mechanism", "brand", "list", "platform", "document", "award", "role", "method", "education"}
    for row in table("programmes"):
        assert row["role"] not in {"head", "inner"} or row["kind"] in kinds
    assert set(column("slogans", "verdict")) <= {"slogan", "head", "programme"}
    assert set(column("slogans", "kind")) <= kinds | {""}


@pytest.mark.parametrize("name", ["organs", "meetings"])
def test_each_pattern_finds_its_example(name):
    for row in table(name):
        pattern = row["pattern"].replace("{L}", "[省市州盟区县旗]")
        assert any(regex.search(pattern, example) for example in row["example"].split(", ")), row
