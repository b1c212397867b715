"""Segment: cases, identity with jieba, and the laws of paragraphs."""

import io
import json
import random
import subprocess
import sys
import tomllib
from itertools import islice, pairwise
from pathlib import Path

import jieba
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from etl.frames import frame, records
from etl.identity import identify
from etl.lexicon.words import user_words
from etl.records import Block, Paragraph, Section
from etl.segment import all_tokens, search_words, segment, sentences, tokens
from etl.segment import words as words_room
from etl.segment.fast import PLAIN, available
from etl.segment.headings import Outline
from etl.segment.markers import number_of, points
from etl.segment.sections import sections
from etl.text import Range, aligned

HERE = Path(__file__).parent
SHARED = HERE.parent.parent / "shared"
CASES = tomllib.loads((HERE / "cases" / "segment.toml").read_text("utf-8"))
ALPHABET = "一二三四五十是要第其（）()1234.、，。！？；…“”‘’《》\n 　-+&#%abQ党建工作抓实学习，机关①②◎—𠮷﹔:："

beside = pytest.mark.skipif(not SHARED.exists(), reason="needs ../shared, which is not here")
texts = st.text(alphabet=ALPHABET, max_size=60)


def cases(kind):
    return [pytest.param(case, id=case["label"]) for case in CASES[kind]]


def pieces(text, ranges):
    return [text[start:stop] for start, stop in ranges]


# --- cases


@pytest.mark.parametrize("case", cases("sentences"))
def test_sentences(case):
    text = "".join(case["expect"])
    assert pieces(text, sentences(text)) == case["expect"]


@pytest.mark.parametrize("case", cases("sections"))
def test_sections(case):
    text = case.get("before", "") + "".join(lead + rest for lead, rest in case["expect"])
    found = sections(text, sentences(text))
    assert [[text[one.start : one.lead_stop], text[one.lead_stop : one.stop]] for one in found] == case["expect"]


@pytest.mark.parametrize("case", cases("tokens"))
def test_tokens(case):
    assert [word for word in case["whole"] if word not in tokens(case["text"])] == []


@pytest.mark.parametrize("case", cases("headings"))
def test_headings(case):
    blocks = [
        block_of("正文。" if text == "-" else text, position, "body" if text == "-" else "heading")
        for position, text in enumerate(case["blocks"])
    ]
    assert [list(one.headings) for one in paragraphs_of(blocks)] == case["expect"]


# --- laws of the leaves


@settings(max_examples=200, deadline=None)
@given(texts)
def test_sentences_tile_the_text(text):
    found = sentences(text)
    assert "".join(pieces(text, found)) == text
    assert all(start < stop for start, stop in found)


@settings(max_examples=200, deadline=None)
@given(texts)
def test_sections_lie_inside_and_follow_one_another(text):
    found = sections(text, sentences(text))
    assert all(0 <= one.start <= one.lead_stop <= one.stop for one in found)
    assert all(one.start < one.stop for one in found)
    assert all(one.stop == following.start for one, following in pairwise(found))
    assert not found or found[-1].stop == len(text)


@settings(max_examples=200, deadline=None)
@given(texts)
def test_tokens_joined_are_the_text(text):
    assert "".join(tokens(text)) == text


@settings(max_examples=100, deadline=None)
@given(texts)
def test_points_count_up(text):
    found = points(text)
    assert all(one.stop <= following.start for one, following in pairwise(found))
    for family in {one.family for one in found}:
        assert next(one.number for one in found if one.family == family) == 1


def test_numbers_are_read():
    written = ["1", "12", "一", "九", "十", "十一", "二十", "二十三", "①", "⑳", "首先", "再次"]
    assert [number_of(one) for one in written] == [1, 12, 1, 9, 10, 11, 20, 23, 1, 20, 1, 3]


# --- words


@pytest.fixture(scope="module")
def plain():
    """jieba as anybody has it, with our words added in jieba's own way where it lacks them."""
    jieba.initialize()
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total, tokenizer.initialized = dict(jieba.dt.FREQ), jieba.dt.total, True
    lacking = [(word, count) for word, count in user_words() if not tokenizer.FREQ.get(word)]
    for word, count in lacking:
        tokenizer.add_word(word, count)
    return tokenizer


@settings(max_examples=200, deadline=None)
@example(["关关关1"])
@example(["研究研究研究工作"])
@given(st.lists(st.one_of(texts, st.sampled_from([word for word, _ in user_words()])), max_size=6))
def test_tokens_are_those_of_jieba(plain, parts):
    text = "".join(parts)
    assert tokens(text) == plain.lcut(text)


@beside
def test_tokens_are_those_of_jieba_on_articles(plain, articles):
    for text in articles:
        assert tokens(text) == plain.lcut(text)


def test_without_rjieba_jieba_cuts(monkeypatch):
    monkeypatch.setattr(words_room, "available", lambda: False)
    assert words_room._cut.__wrapped__() == words_room._tokenizer().cut
    assert list(words_room._tokenizer().cut("落实三会一课")) == ["落实", "三会一课"]


@pytest.mark.skipif(not available(), reason="needs rjieba, the extra `fast`")
def test_with_rjieba_the_words_are_the_same(plain):
    jieba.initialize()
    marked = sorted(word for word, count in jieba.dt.FREQ.items() if count and not PLAIN.fullmatch(word))
    known = [*islice(sorted(jieba.dt.FREQ), 0, None, 97), *marked, *(word for word, _ in user_words())]
    marks = "的一是党0123abcQ-+%.&#_，。 \n\r㐀𠮷〇鿿"
    draw = random.Random(7)  # noqa: S311  (no secret; the same texts in every run)
    texts = []
    for _ in range(1500):
        parts = [draw.choice([draw.choice(known), draw.choice(marks), draw.choice(known)[1:]]) for _ in range(9)]
        text = "".join(parts)
        assert words_room._cut()(text) == plain.lcut(text), text
        texts.append(text)
    assert [*all_tokens(texts)] == [plain.lcut(text) for text in texts]
    assert [*all_tokens(iter([]))] == []


def test_every_word_of_ours_stands_whole():
    """Words of two characters need not: 五有 is cut where 五 and 有 are likelier, which is nearly everywhere."""
    jieba.initialize()
    ours = [word for word, _ in user_words() if len(word) > 2 and not jieba.dt.FREQ.get(word)]
    assert len(ours) > 300
    assert [word for word in ours if tokens(word) != [word]] == []


def test_the_words_are_sorted_unique_and_each_row_has_its_word_in_its_example():
    words = [word for word, _ in user_words()]
    assert words == sorted(set(words))
    rows = [line.split("\t") for line in (words_room_table()).read_text("utf-8").splitlines()[1:]]
    assert [row[0] for row in rows] == sorted(row[0] for row in rows)
    assert all(row[0] in row[2] for row in rows)
    assert all((row[0] in tokens(row[2])) == (row[1] != "0") for row in rows)


def test_everybody_elses_jieba_is_left_alone():
    tokens("三会一课")
    assert "三会一课" not in jieba.lcut("落实三会一课")
    assert jieba.dt.FREQ is not words_room._tokenizer().FREQ


def test_search_words_hold_the_token_and_its_parts():
    assert {"政治", "政治判断力"} <= set(search_words("提高政治判断力"))


def test_the_counts_rest_in_a_cache_of_our_own(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    built = words_room._counts()
    (kept,) = (tmp_path / "jiguan-etl").iterdir()
    assert words_room._read(kept) == built
    kept.write_bytes(kept.read_bytes()[:1000])
    assert words_room._read(kept) is None
    words_room._keep(kept, built)
    assert words_room._counts() == built
    assert [one.name for one in kept.parent.iterdir()] == [kept.name]


def test_a_cache_that_cannot_be_written_is_done_without(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert words_room._counts()[1] > 60_000_000


def test_other_words_have_another_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    first = words_room._cache_file(b"known")
    monkeypatch.setattr(words_room, "user_words", lambda: (("三会一课", 7),))
    assert words_room._cache_file(b"known") != first
    assert words_room._cache_file(b"") != words_room._cache_file(b"known")


def test_a_fresh_process_says_nothing_and_gives_the_same(tmp_path):
    code = "from etl.segment import tokens; print('/'.join(tokens('省直机关工委落实三会一课')))"
    done = [
        subprocess.Popen(
            [sys.executable, "-c", code],
            env={"XDG_CACHE_HOME": str(tmp_path), "PYTHONHASHSEED": seed, "PYTHONWARNINGS": "ignore"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for seed in ("1", "2")
    ]
    results = [process.communicate(timeout=60) for process in done]
    assert results == [("省直机关工委/落实/三会一课\n", "")] * 2


# --- the step


def test_one_paragraph_for_each_block_positions_from_zero():
    blocks = [block_of("甲。", 7, article="a2"), block_of("乙。", 3, article="a1"), block_of("丙。", 1, article="a2")]
    made = paragraphs_of(blocks)
    found = [(one.article_id, one.position, one.text) for one in made]
    assert found == [("a2", 0, "丙。"), ("a2", 1, "甲。"), ("a1", 0, "乙。")]
    assert [one.paragraph_id for one in made] == [identify("p", one.article_id, one.position) for one in made]


def test_a_paragraph_carries_what_its_block_knew():
    original = "抓實學習教育。領導帶頭領學促學，支部結合實際研學。"
    text = "抓实学习教育。领导带头领学促学，支部结合实际研学。"
    block = Block("a1", 0, "body", original, text, aligned(text).spans, "hant", (Range(0, 2),))
    (one,) = paragraphs_of([block])
    assert (one.original, one.text, one.spans, one.script) == (original, text, block.spans, "hant")
    assert (one.damage, one.damaged) == ((Range(0, 2),), True)
    assert one.sections == (Section(0, 7, len(text)),)
    assert "".join(one.tokens) == one.text
    assert one.sentences == (Range(0, 7), Range(7, len(text)))


def test_captions_take_no_part():
    kinds = {
        "一、做法": "heading",
        "强化学习": "heading",
        "图为现场": "caption",
        "强化保障": "heading",
        "一是学。二是干。": "caption",
    }
    made = paragraphs_of([block_of(text, at, kind) for at, (text, kind) in enumerate(kinds.items())])
    above = ("一、做法", "强化学习")
    assert [one.headings for one in made][2:] == [above, above, (*above, "强化保障")]
    assert [one.sections for one in made] == [()] * 5


def test_no_blocks_give_no_paragraphs_with_types():
    empty = segment(frame(Block, []))
    assert empty.schema == frame(Paragraph, []).schema
    assert empty.height == 0


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(["一、甲", "（一）乙", "1.丙", "①丁", "◎ 戊", "己", "结语", ""]), max_size=12))
def test_what_stands_above_a_heading_stands_above_its_text(headings):
    outline = Outline()
    for heading in headings:
        above = outline.above(heading)
        assert above == outline.path[: len(above)]
        outline.enter(heading)
        assert outline.path == (*above, heading)
        if heading.startswith("一"):
            outline.body()


@beside
def test_articles_hold_the_laws(articles):
    blocks = [
        block_of(line, position, article=str(number))
        for number, text in enumerate(articles[:20])
        for position, line in enumerate(line for line in text.splitlines() if line.strip())
    ]
    made = paragraphs_of(blocks)
    assert [one.text for one in made] == [block.text for block in blocks]
    assert all("".join(one.tokens) == one.text for one in made)
    assert all("".join(pieces(one.text, one.sentences)) == one.text for one in made)
    assert all(part.stop <= len(one.text) for one in made for part in one.sections)
    assert any(one.sections for one in made)


# --- what the tests stand on


@pytest.fixture(scope="module")
def articles():
    """Forty documents of the corpus beside the project, the first 2,000 characters of each."""
    zstandard = pytest.importorskip("zstandard")
    path = SHARED / "corpora" / "articles.jsonl.zst"
    if not path.exists():
        pytest.skip("needs ../shared/corpora, which is not here")
    with path.open("rb") as packed:
        lines = io.TextIOWrapper(zstandard.ZstdDecompressor(max_window_size=2**27).stream_reader(packed), "utf-8")
        return [json.loads(line)["body"][:2000] for line in islice(lines, 50, 6000, 150)]


def block_of(text, position, kind="body", article="a1"):
    return Block(article, position, kind, text, text, aligned(text).spans, "hans", ())


def paragraphs_of(blocks):
    return list(records(Paragraph, segment(frame(Block, blocks))))


def words_room_table():
    return HERE.parent / "src" / "etl" / "lexicon" / "words.tsv"
