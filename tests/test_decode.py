"""Decoding: each case reads as it must, and every character knows its bytes."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.clean.decode import MARKS, declared, decode
from etl.clean.likeness import bits

CASES = tomllib.loads(Path(__file__).with_name("cases").joinpath("decode.toml").read_text("utf-8"))["case"]
CODECS = ["utf-8", "gb18030", "big5hkscs", "utf-16", "utf-32", "utf-8-sig"]
SENTENCES = [
    "全市机关党组织书记述职评议会议在市委礼堂召开，",
    "各单位要把学习教育与日常工作结合起来。\r\n",
    "2023年共走访群众1,250户，办理实事36件；",
    "（一）坚持以上率下，压实工作责任。\n",
]
TRADITIONAL = [
    "全縣機關黨組織書記述職評議會議在縣政府禮堂召開，",
    "各單位要把學習教育與日常工作結合起來。\r\n",
    "2023年共走訪群眾1,250戶，辦理實事36件；",
]


def joined(parts):
    return b"".join(bytes.fromhex(text) if codec == "hex" else text.encode(codec) for codec, text in parts)


def marked(case):
    reason = case.get("known_failure")
    return pytest.param(case, id=case["label"], marks=[pytest.mark.xfail(reason=reason)] if reason else [])


@pytest.mark.parametrize("case", [marked(case) for case in CASES])
def test_a_case_reads_as_it_must(case):
    decoded = decode(joined(case["parts"]))
    assert (decoded.encoding, decoded.text) == (case["encoding"], case["text"])


@pytest.mark.parametrize(
    "case", [pytest.param(case, id=case["label"]) for case in CASES if "known_failure" not in case]
)
def test_every_character_of_a_case_has_its_bytes(case):
    data = joined(case["parts"])
    assert_bytes(data, decode(data))


def assert_bytes(data, decoded):
    """The characters' byte ranges tile the file after its mark, and each range decodes to its character."""
    at = decoded.mark
    for index, char in enumerate(decoded.text):
        start, stop = decoded.byte_range(index, index + 1)
        assert start == at
        at = stop
        if index in decoded.bad:
            assert char == "\ufffd"
            assert stop - start >= 1
        elif char not in "\u0304\u030c\u00ca\u00ea":  # of Big5 pairs two characters share a code
            assert data[start:stop].decode(decoded.codec) == char
    assert at == len(data)


def test_a_mark_is_never_read_as_a_shorter_one():
    marks = [mark for mark, _ in MARKS]
    assert all(not later.startswith(mark) for at, mark in enumerate(marks) for later in marks[at + 1 :])


@pytest.mark.parametrize("name", ["GB2312", "gbk", "x-gbk", "GB18030"])
def test_a_declaration_means_the_widest_of_its_family(name):
    assert declared(f'<meta http-equiv="Content-Type" content="text/html; charset={name}">'.encode()) == "gb18030"


def test_an_unknown_declaration_is_none():
    assert declared(b"<meta charset=klingon>") is None


@st.composite
def damaged(draw):
    """Sentences in one encoding, with up to five bytes lost."""
    codec = draw(st.sampled_from(["utf-8", "gb18030", "big5hkscs"]))
    pool = TRADITIONAL if codec == "big5hkscs" else SENTENCES
    data = bytearray("".join(draw(st.lists(st.sampled_from(pool), min_size=8, max_size=20))).encode(codec))
    for _ in range(draw(st.integers(0, 5))):
        del data[draw(st.integers(0, len(data) - 1))]
    return codec, bytes(data)


@settings(deadline=None)
@given(damaged())
def test_lost_bytes_never_turn_the_encoding(given_data):
    codec, data = given_data
    decoded = decode(data)
    assert decoded.encoding == codec
    assert_bytes(data, decoded)


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_decode_without_surrogates_and_each_character_has_bytes(data):
    decoded = decode(data)
    decoded.text.encode("utf-8")
    if decoded.encoding != "utf-16":  # Python drops the mark of its own byte order only
        assert data.decode(decoded.encoding, "replace") == decoded.text
    whole = decoded.byte_range(0, len(decoded.text))
    assert whole == ((decoded.mark, len(data)) if decoded.text else (decoded.mark, decoded.mark))


@settings(deadline=None)
@given(st.sampled_from(CODECS), st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=400))
def test_what_is_whole_decodes_by_the_name_given(codec, sentences):
    data = "".join(sentences).encode(codec, "ignore")
    decoded = decode(data)
    if codec != "big5hkscs":  # these sentences lose their simplified characters there
        assert data.decode(decoded.encoding) == decoded.text
    middle = len(decoded.text) // 2
    start, stop = decoded.byte_range(middle, len(decoded.text))
    assert data[start:stop].decode(decoded.codec) == decoded.text[middle:]


def test_every_code_of_two_bytes_has_its_width():
    for codec in ("gb18030", "big5hkscs"):
        for lead in range(0x81, 0xFF):
            row = b"".join(bytes([lead, trail, 10]) for trail in range(0x40, 0xFF))
            decoded = decode("机关党建工作，".encode("gb18030") + row)
            assert decoded.byte_range(0, len(decoded.text)).stop == len(row) + 14, (codec, lead)


def test_a_range_outside_the_text_says_so():
    with pytest.raises(IndexError, match="2 characters"):
        decode("党建".encode()).byte_range(1, 3)


def test_the_weights_are_sorted_and_listed_once():
    path = Path(__file__).parents[1] / "src/etl/clean/han.tsv"
    header, *rows = (line.split("\t") for line in path.read_text("utf-8").splitlines())
    assert header == ["kind", "bits", "members"]
    members = [member for kind, _, group in rows for member in group.split(" ")]
    assert len(members) == len(set(members))
    assert [(kind, float(weight)) for kind, weight, _ in rows] == sorted((kind, float(w)) for kind, w, _ in rows)
    assert all(group.split(" ") == sorted(group.split(" ")) for _, _, group in rows)
    assert all(len(member) == {"char": 1, "pair": 2}[kind] for kind, _, group in rows for member in group.split(" "))


def test_either_script_is_likelier_than_its_wrong_decodings():
    for text, codec, wrong in [
        ("机关党建工作", "utf-8", "gb18030"),
        ("機關黨建工作", "big5hkscs", "gb18030"),
        ("机关党建工作", "gb18030", "big5hkscs"),
        ("机关党建工作", "gb18030", "cp1252"),
    ]:
        assert bits(text) < bits(text.encode(codec).decode(wrong, "replace"))


def test_the_encoding_is_told_by_what_is_not_markup_however_much_there_is():
    markup = b"<div class='list'></div>\n" * 40_000
    assert decode(markup + "机关党建工作座谈会召开".encode("gb18030") + markup).encoding == "gb18030"
