"""The alignment's laws hold for any text and any sequence of operations."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from etl.text import Span, Text, aligned, join

RAW = st.text("以习近平新2000\n 余支a，,", min_size=1, max_size=30)


@st.composite
def texts(draw):
    """A text after some random replacements, deletions included."""
    raw = draw(RAW)
    text = aligned(raw)
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(text)))
        stop = draw(st.integers(start, len(text)))
        if stop > start:
            text = text.replace(start, stop, draw(st.sampled_from(["", "x", "新增", "，"])))
    return raw, text


def raw_characters(text: Text):
    return [at for span in text.spans for at in range(span.raw_start, span.raw_stop)]


@given(texts())
def test_spans_tile_the_text_and_hold_each_raw_character_once(case):
    raw, text = case
    at = 0
    for span in text.spans:
        assert span.start == at
        at = span.stop
    assert at == len(text)
    assert raw_characters(text) == list(range(len(raw)))


@given(texts(), st.lists(st.integers(0, 40), max_size=4))
def test_slicing_into_pieces_keeps_every_raw_character_once(case, cuts):
    raw, text = case
    marks = sorted({0, len(text), *(cut for cut in cuts if cut < len(text))})
    pieces = [text[a:b] for a, b in pairwise(marks)] or [text]
    assert join(pieces).string == text.string
    assert sorted(raw_characters(join(pieces))) == list(range(len(raw)))


@given(texts(), st.integers(0, 30), st.integers(0, 30))
def test_a_stretch_maps_to_raw_and_back(case, a, b):
    """What stands for raw characters comes back; the rest of a block that was cut apart stands for none."""
    _, text = case
    start, stop = sorted((min(a, len(text)), min(b, len(text))))
    raw = text.raw_range(start, stop)
    if stop > start and raw.stop > raw.start:
        back = text.text_range(*raw)
        assert back is not None
        for span in text.spans:
            low, high = max(span.start, start), min(span.stop, stop)
            if low < high and span.raw_start < span.raw_stop:
                assert back.start <= low
                assert high <= back.stop


def test_linear_characters_map_one_to_one():
    text = aligned("志愿服务队2000\n\n余支").replace(9, 11, "")
    assert text.string == "志愿服务队2000余支"
    assert text.raw_range(5, 11) == (5, 13)
    assert text.spans[1] == Span(9, 9, 9, 11)
