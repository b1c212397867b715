"""A text without any line break becomes paragraphs of bearable length, and loses nothing."""

from hypothesis import given
from hypothesis import strategies as st

from etl.clean.article import clean_text
from etl.clean.parting import LONGEST, parted

SENTENCE = "近年来，区直机关工委举办“晨读”培训班12期，培训党员3000余人次。"


def test_parts_end_with_sentences_and_hold_every_character():
    raw = SENTENCE * 1_000
    blocks = clean_text(raw).blocks
    assert "".join(block.text for block in blocks) == raw
    assert all(block.text.endswith("。") and len(block.text) <= LONGEST for block in blocks)
    assert [block.position for block in blocks] == list(range(len(blocks)))


@given(st.text("以习近平，。2000余支“”a ", min_size=1, max_size=200), st.integers(1, 40))
def test_parting_keeps_text_and_spans(body, longest):
    blocks = clean_text(SENTENCE + body).blocks
    parts = parted(blocks, longest)
    assert "".join(part.text for part in parts) == "".join(block.text for block in blocks)
    assert [at for part in parts for span in part.spans for at in range(span.raw_start, span.raw_stop)] == [
        at for block in blocks for span in block.spans for at in range(span.raw_start, span.raw_stop)
    ]
