"""Convert: cases, identity with OpenCC itself, and the laws of a step that keeps its alignment."""

import io
import json
import tomllib
from dataclasses import replace
from functools import cache
from itertools import islice
from pathlib import Path

import opencc
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.convert import convert, simplified
from etl.convert import simplify as simplify_room
from etl.convert.chain import Stage, chain
from etl.convert.chain import convert as run_chain
from etl.convert.simplify import of_mixed, of_traditional
from etl.frames import frame, records
from etl.lexicon.corrections import corrections
from etl.records import Article, Block, Edit
from etl.text import Range, Span, aligned

HERE = Path(__file__).parent
SHARED = HERE.parent.parent / "shared"
CASES = tomllib.loads((HERE / "cases" / "convert.toml").read_text("utf-8"))["case"]
CONFIGS = ["tw2s", "t2s", "hk2s", "tw2sp", "s2t"]

beside = pytest.mark.skipif(not SHARED.exists(), reason="needs ../shared, which is not here")


@cache
def keys_of(config):
    return [entry.key for stage in chain(config) for entry in stage.entries]


@cache
def pieces(config):
    """Keys, cut and doubled keys, characters, and what the package cuts texts at."""
    key = st.sampled_from(keys_of(config))
    cut = key.flatmap(lambda key: st.sampled_from([key[1:], key[:-1], key + key]))
    return st.one_of(key, cut, st.sampled_from(characters(config)), st.sampled_from("，。 -a\n　"))


@cache
def original(config):
    return opencc.OpenCC(config)


@cache
def characters(config):
    return sorted({c for stage in chain(config) for entry in stage.entries for c in entry.key + entry.new})


def marked(case):
    reason = case.get("known_failure")
    marks = [pytest.mark.xfail(strict=True, reason=reason)] if reason else []
    return pytest.param(case, id=case["label"], marks=marks)


# --- cases


@pytest.mark.parametrize("case", [marked(case) for case in CASES])
def test_case(case):
    block = block_of(case["text"], script=case.get("script", "hant"))
    assert the_block(convert(no_articles(), frame(Block, [block]))).text == case["expect"]


# --- the chain is OpenCC's


@pytest.mark.parametrize("config", CONFIGS)
@settings(max_examples=50, deadline=None)
@given(data=st.data())
def test_the_chain_gives_what_opencc_gives(config, data):
    text = "".join(data.draw(st.lists(pieces(config), max_size=12)))
    assert run_chain(text, chain(config)) == original(config).convert(text)


@beside
def test_the_chain_gives_what_opencc_gives_on_articles(articles):
    converter = opencc.OpenCC("tw2s")
    for text in articles[:12]:
        traditional = run_chain(text[:1500], chain("s2tw"))
        assert run_chain(traditional, chain("tw2s")) == converter.convert(traditional)


def test_overlapping_keys_go_by_dictionary_then_length_then_place():
    stage = Stage([{"bc": "1"}, {"ab": "2", "abcd": "3", "dd": "4", "d": "5"}])
    assert stage.convert("abcd") == "a15"
    assert stage.convert("abd") == "25"
    assert stage.convert("ddd") == "45"


def test_a_chain_that_changes_lengths_is_refused(monkeypatch):
    monkeypatch.setattr(simplify_room, "chain", lambda _: (Stage([{"ab": "c"}]),))
    with pytest.raises(ValueError, match="install opencc"):
        simplify_room._stages.__wrapped__()


# --- our corrections


@pytest.mark.parametrize("row", corrections(), ids=lambda row: row.key)
def test_a_correction_gives_what_its_row_says(row):
    assert row.key in row.example
    assert simplified(row.example) == row.expected


def test_a_correction_still_bites(monkeypatch):
    """Without its row the example comes out otherwise: from OpenCC alone, or from the rows that are left."""
    for row in corrections():
        rest = {other.key: other.simplified for other in corrections() if other.key != row.key}
        monkeypatch.setattr(simplify_room, "_corrections", lambda rest=rest: Stage([rest, {}]))
        assert simplified(row.example) != row.expected, row.key


def test_corrections_are_sorted_and_unique_and_reasoned():
    keys = [row.key for row in corrections()]
    assert keys == sorted(set(keys))
    assert all(all(row) for row in corrections())


# --- laws


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(characters("tw2s")), max_size=20))
def test_converting_twice_changes_nothing(pieces):
    # 苧 is the simplified 薴 and the Traditional 苎; 幺麽 and names in 钜 or 锺 are OpenCC's own loops.
    text = "".join(pieces).translate({ord(c): None for c in "薴苧麼麽"})
    assert simplified(simplified(text)) == simplified(text)


def test_a_second_convert_changes_no_row():
    scripts = {"著力講好怎么做": "hant", "我们": "hans", "讀書。": "mixed"}
    blocks = frame(Block, [block_of(text, script) for text, script in scripts.items()])
    once = convert(no_articles(), blocks)
    twice = convert(once.articles, once.blocks)
    assert twice.blocks.equals(once.blocks)
    assert twice.edits.height == 0


@beside
def test_simplified_articles_are_not_harmed(articles):
    changed = [(a, b) for text in articles for a, b in zip(text, simplified(text), strict=True) if a != b]
    assert len(changed) <= 2 * sum(map(len, articles)) // 100_000
    assert all(a in "別鮡於" for a, _ in changed), changed


@beside
@pytest.mark.parametrize("config", ["s2t", "s2tw"])
def test_machine_made_traditional_comes_back(config, articles):
    for text in articles:
        back = simplified(run_chain(text, chain(config)))
        wrong = [(a, b) for a, b in zip(text, back, strict=True) if a != b]
        assert all(a in "別鮡著" or (a, b) == ("干", "乾") for a, b in wrong), wrong


@beside
def test_the_suite_of_opencc():
    """Cases for tw2s; the four that are left need a list of names, or are newer than the package's dictionaries."""
    suite = json.loads((SHARED / "suites" / "opencc" / "testcases.json").read_text("utf-8"))["cases"]
    pairs = [(case["input"], case["expected"]["tw2s"]) for case in suite if "tw2s" in case["expected"]]
    assert len(pairs) > 10
    wrong = [(text, simplified(text)) for text, expected in pairs if simplified(text) != expected]
    assert len(wrong) <= 4, wrong


# --- the step


def test_what_was_published_stays_and_offsets_hold():
    raw = "前言。學懂原著，\n著力推進。"
    text = aligned(raw, 3).replace(5, 6, "")
    block = Block("a1", 0, "body", text.string, text.string, text.spans, "hant", (Range(0, 2),))
    new = the_block(convert(no_articles(), frame(Block, [block])))
    assert (new.original, new.text) == (text.string, "学懂原著，着力推进。")
    assert new.spans == block.spans
    assert new.damage == block.damage


def test_a_correction_of_another_length_moves_what_comes_after(monkeypatch):
    monkeypatch.setattr(simplify_room, "_corrections", lambda: Stage([{"甲乙": "丙"}, {}]))
    raw = "門甲乙門門"
    block = replace(block_of(raw), damage=(Range(0, 1), Range(2, 4), Range(3, 5)))
    done = convert(no_articles(), frame(Block, [block]))
    new = the_block(done)
    assert new.text == "门丙门门"
    assert new.spans == (Span(0, 1, 0, 1), Span(1, 2, 1, 3), Span(2, 4, 3, 5))
    assert new.damage == (Range(0, 1), Range(1, 3), Range(2, 4))
    assert list(records(Edit, done.edits)) == [Edit("a1", 1, 3, "甲乙", "丙", "script", "甲乙", 1.0)]


def test_an_edit_for_each_correction_that_changed_something():
    raw = "＊學原著，為甚麼、甚\n麼"
    text = aligned(raw, 1).replace(9, 10, "")
    block = Block("a1", 0, "body", text.string, text.string, text.spans, "hant", ())
    edits = list(records(Edit, convert(no_articles(), frame(Block, [block])).edits))
    assert edits == [Edit("a1", 6, 8, "甚麼", "什么", "script", "甚麼", 1.0)]
    assert all(raw[edit.raw_start : edit.raw_stop] == edit.before for edit in edits)


def test_names_of_the_article_are_simplified_and_the_published_title_stays():
    made = convert(frame(Article, [article("hant"), article("hans"), article("mixed")]), frame(Block, []))
    hant, hans, mixed = records(Article, made.articles)
    assert (hant.title, hant.title_original, hant.byline) == ("着力推动机关党建", "著力推動機關黨建", "钟鸣")
    assert (hant.publisher, hant.organ, hant.issue) == ("旗帜网", None, "2025年第7期")
    assert hans.title == "著力推動機關黨建"
    assert mixed.title == hant.title
    assert made.blocks.schema == frame(Block, []).schema


def test_the_order_of_rows_stays():
    blocks = frame(Block, [block_of(text, script=s) for text, s in [("門", "hant"), ("门", "hans"), ("問", "mixed")]])
    assert convert(no_articles(), blocks).blocks["text"].to_list() == ["门", "门", "问"]


def test_a_mixed_text_gives_the_same_pieces_whole():
    text = "堅持學懂原著。我们一起看书。抬頭看路，為甚麼？"
    assert of_mixed(text).text == "坚持学懂原著。我们一起看书。抬头看路，为什么？"
    assert [text[c.start : c.stop] for c in of_mixed(text).changes if c.new != text[c.start : c.stop]] == ["甚麼"]
    assert of_traditional("").text == of_mixed("").text == ""


# --- what the tests stand on


@pytest.fixture(scope="module")
def articles():
    """Sixty documents of the corpus beside the project, the first 4,000 characters of each."""
    zstandard = pytest.importorskip("zstandard")
    path = SHARED / "corpora" / "articles.jsonl.zst"
    if not path.exists():
        pytest.skip("needs ../shared/corpora, which is not here")
    with path.open("rb") as packed:
        lines = io.TextIOWrapper(zstandard.ZstdDecompressor(max_window_size=2**27).stream_reader(packed), "utf-8")
        return [json.loads(line)["body"][:4000] for line in islice(lines, 0, 6000, 100)]


def block_of(text, script="hant"):
    return Block("a1", 0, "body", text, text, aligned(text).spans, script, ())


def the_block(converted):
    (block,) = records(Block, converted.blocks)
    return block


def no_articles() -> pl.DataFrame:
    return frame(Article, [])


def article(script):
    empty = dict.fromkeys(Article.__slots__)
    known = {
        "title": "著力推動機關黨建",
        "title_original": "著力推動機關黨建",
        "byline": "鐘鳴",
        "publisher": "旗幟網",
        "issue": "2025年第7期",
    }
    needed = ["article_id", "source", "raw_path", "raw_sha256", "encoding", "media_type", "rules_version"]
    return Article(
        **{
            **empty,
            **dict.fromkeys(needed, ""),
            **known,
            "issue": "2025年第7期",
            "script": script,
            "raw_bytes": 0,
            "raw_chars": 0,
        }
    )
