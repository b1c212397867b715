"""A pattern sought from its first characters finds what it finds when it is tried everywhere."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.extract import clauses, dates, deixis, names, organs, passages, periods, regions
from etl.lexicon.initials import Several, Sought, initials
from etl.lexicon.tables import table

SOUGHT = {
    "organs": organs._pattern(),
    "meetings": names._meetings(),
    "periods": periods._pattern(),
    "deictic": regions.DEICTIC,
    **{f"passages {at}": pattern for at, pattern in enumerate(passages._SAID.sought)},
    **{f"dates {at}": pattern for at, (_, _, pattern, _) in enumerate(dates._patterns())},
    **{f"deixis {at}": pattern for at, (_, pattern, _) in enumerate(deixis._PATTERNS)},
}
PIECES = [
    *"“”，。、的为以在年月日号周上本近至-0123９一二三十两来\n ",
    *["省委", "市直机关工委", "中央", "社区", "我市", "围绕", "以来", "今年", "2024年", "3月5日", "80年代", "十四五"],
    *[row["example"] for name in ("organs", "meetings") for row in table(name)],
]


@pytest.mark.parametrize("name", SOUGHT)
@given(text=st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_sought_is_found(name, text):
    sought = SOUGHT[name]
    assert [match.span() for match in sought.matches(text)] == [match.span() for match in sought.pattern.finditer(text)]


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
        assert all(need.search(match[0]) for match in pattern.matches(text))


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


def test_case_makes_no_difference_where_it_shall_make_none():
    assert [match[0] for match in Sought("abc", re.IGNORECASE).matches("xABCabc")] == ["ABC", "abc"]
