"""One look at a text says what the searches of old said."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.clean.glance import glance
from etl.clean.normal import DOUBLED, changes, may_change
from etl.lexicon.shadow import FEW, script, script_of, shadow, signs

TEXTS = st.text(
    st.sampled_from('机關党,，。。：“"|(（)１％⼈\u0301\u200b\r\n\x07锟?*X近元\ue000a1 \U00020000'), max_size=80
)


@given(TEXTS)
def test_a_string_without_a_sign_of_change_is_in_its_normal_form(text):
    seen = glance(text)
    if not seen.among("change") and not seen.pairs("doubled"):
        assert changes(text) == []


def test_what_another_character_can_take_in_is_a_sign_of_change():
    pairs = (unicodedata.decomposition(chr(code)).split() for code in range(sys.maxunicode + 1))
    seconds = {chr(int(pair[1], 16)) for pair in pairs if len(pair) == 2 and not pair[0].startswith("<")}
    assert len(seconds) > 50
    assert all(map(may_change, seconds))


@given(TEXTS)
def test_a_long_text_is_looked_at_as_a_short_one(text):
    long = text + "机" * FEW
    assert shadow(long) == shadow(text) + "机" * FEW or text.isascii()
    assert script_of(long) == script(*(sum(map(sign.__contains__, long)) for sign in signs()))


@pytest.mark.parametrize("kind", ["rare", "latin", "broken", "masked", "hant"])
def test_places_and_counts_agree(kind):
    seen = glance("機關黨建锟斤拷é*靐")
    assert len(seen.places(kind)) == seen.count(kind) > 0


def test_pairs_are_two_side_by_side():
    assert list(glance("一，。二；三、、").pairs("doubled")) == [1, 6]
    assert set(DOUBLED) == set("，、；：,;。")
