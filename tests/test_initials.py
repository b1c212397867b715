"""A pattern sought from its first characters finds what it finds when it is tried everywhere."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.extract import clauses, dates, deixis, names, organs, passages, passing, people, periods, regions
from etl.lexicon.initials import Several, Sought, followers, initials
from etl.lexicon.tables import table

PASSING = [passing.RHETORIC, passing.FRAMES, passing.COUNTED, passing.LIST, passing.QUOTE, passing.OFFICES]
SOUGHT = {
    "organs": organs._pattern(),
    "meetings": names._meetings(),
    "periods": periods._pattern(),
    "deictic": regions.DEICTIC,
    "titled": people.titled(),
    **{f"passing {at}": pattern for at, pattern in enumerate(PASSING)},
    **{f"passages {at}": pattern for at, pattern in enumerate(passages._SAID.sought)},
    **{f"dates {at}": pattern for at, (_, _, pattern, _) in enumerate(dates._patterns())},
    **{f"deixis {at}": pattern for at, (_, pattern, _) in enumerate(deixis._PATTERNS)},
}
PIECES = [
    *"“”，。、的为以在年月日号周上本近至-0123９一二三十两来\n ",
    *["省委", "市直机关工委", "中央", "社区", "我市", "围绕", "以来", "今年", "2024年", "3月5日", "80年代", "十四五"],
    *["县委书记王明", "纳入考核指标", "区教育局", "为推动", "在工作中", "《", "》", "我省", "全市"],
    *[row["example"] for name in ("organs", "meetings") for row in table(name)],
]


@pytest.mark.parametrize("name", SOUGHT)
@given(text=st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_sought_is_found(name, text):
    sought = SOUGHT[name]
    assert [match.span() for match in sought.matches(text)] == [match.span() for match in sought.pattern.finditer(text)]


SHAPES = st.recursive(
    st.sampled_from(["a", "b", "c", "[ab]", "[^a]", "[b-d]", ".", r"\d", r"\.", "(?=a)", "(?!b)", "(?<=c)", "$"]),
    lambda parts: st.one_of(
        st.tuples(parts, parts).map("".join),
        st.tuples(parts, parts).map(lambda both: f"(?:{both[0]}|{both[1]})"),
        st.tuples(parts, st.sampled_from(["?", "*", "+?", "{2}", "{0,2}", "{1,2}+"])).map(
            lambda of: f"(?:{of[0]}){of[1]}"
        ),
    ),
    max_leaves=8,
)


@given(shape=SHAPES, text=st.text("abcd1.", max_size=12), start=st.integers(0, 3), stop=st.integers(0, 14))
def test_whatever_the_pattern_all_of_it_is_found_and_nothing_else(shape, text, start, stop):
    sought, pattern = Sought(shape), re.compile(shape)
    expected = [match.span() for match in pattern.finditer(text, start, stop)]
    assert [match.span() for match in sought.matches(text, start, stop)] == expected
    first = sought.search(text, start, stop)
    assert (first and first.span()) == next(iter(expected), None)


@given(
    text=st.lists(st.sampled_from([*PIECES, "将", "把", "作为", "对", "进行", "以此为鉴"]), max_size=30).map("".join)
)
@pytest.mark.parametrize("several", [passages._SAID, Several(Sought("将.?"), Sought("[^将]"), Sought("对")), Several()])
def test_several_sought_at_once_are_found_one_after_another(several, text):
    expected = [match.span() for each in several.sought for match in each.pattern.finditer(text, 1, 20)]
    assert [match.span() for match in several.matches(text, 1, 20)] == expected


@given(text=st.text("1234，,：:。.年", max_size=16))
def test_a_clause_stops_where_no_figure_goes_on(text):
    marks = re.finditer(r"(?<!\d)[,，:：]|[,，](?!\d{3}(?!\d))|[:：](?!\d)|。+", text)
    assert [match.span() for match in clauses._STOP.finditer(text)] == [mark.span() for mark in marks]


@given(text=st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_each_date_holds_what_it_needs(text):
    for _, needed, pattern, _ in dates._patterns():
        assert all(need.search(match[0]) for match in pattern.matches(text) for need in needed)
    for need, pattern, _ in deixis._PATTERNS:
        assert all(need.search(match[0]) and deixis._SOME.search(match[0]) for match in pattern.matches(text))


@pytest.mark.parametrize(
    ("pattern", "first"),
    [
        ("甲|乙+|(?:丙|丁?)戊", "丁丙乙戊甲"),
        (r"\d{1,3}(?=年)|[一-三]", r"\d一-三"),
        (r"(?<=党)(?P<a>[省市])?委", "委市省"),
        ("[^党]委", None),
        (".委", None),
        ("党?", None),
        (r"(党)?\1委", None),
        ("(?i:a)b", None),
        ("(?i)ab", None),
    ],
)
def test_what_a_match_begins_with(pattern, first):
    assert initials(pattern) == first


@pytest.mark.parametrize(
    ("pattern", "second"),
    [
        ("甲乙|甲[丙丁]|甲戊?己", {"甲": "丁丙乙己戊"}),
        ("甲+(?=丙)乙|丁", {"甲": "乙甲", "丁": None}),
        ("甲{2,}|乙.|丙(?:丁|)", {"甲": "甲", "乙": None, "丙": None}),
        (r"(?P<a>[一-三]|\d)?年代", {"一-三": "年", r"\d": "年", "年": "代"}),
        (r"(甲)\1", {"甲": None}),
        ("[^甲]乙", None),
    ],
)
def test_what_comes_second(pattern, second):
    follow = followers(pattern)
    assert second == (follow and {first: then and "".join(sorted(then)) for first, then in follow.items()})


def test_case_makes_no_difference_where_it_shall_make_none():
    assert [match[0] for match in Sought("abc", re.IGNORECASE).matches("xABCabc")] == ["ABC", "abc"]
