"""Search ranks as a reference BM25 does over the same words, in either script, each text once."""

import math
from collections import Counter
from datetime import date

import pytest

from etl.frames import frame
from etl.records import Complaint, Paragraph, ThemeTag
from etl.segment import inner_words, search_words, tokens
from etl.text import Span
from etl.warehouse.duck import FILE, reading, rows
from etl.warehouse.finish import finish
from etl.warehouse.load import load
from etl.warehouse.publish import begin, publish, writer
from etl.warehouse.search import search, terminal
from tests.warehouse_cases import REGIONS, RUN, THEMES, facts

# What each invented article says: its paragraphs.
SAID = {
    "burden": [
        "市直机关工委建立基层减负清单，取消报表12张。",
        "减负不减责任，清单之外的检查一律取消，清单每季公布一次。",
        "基层反映，会议仍然偏多。",
    ],
    "judgement": ["提高政治判断力、政治领悟力、政治执行力。", "党支部开展政治学习，研究工作。"],
    "works": ["重读经典著作，著名学者讲授APP使用方法。", "研究生命起源的学者来到机关讲课。"],
    "price": ["稳定粮食出厂价格，粮食出厂环节让利。"],
    "branch": ["党支部书记讲党课，党支部建设全面过硬。", "落实三会一课制度，党员参加率98%。"],
}
HOSTILE = "<script>alert(1)</script> 减负 '); drop table articles; -- \x1b[31m红 \u202e反 =1+1"


def article(name, said, **changes):
    """The frames of an invented article that says these paragraphs and states no fact."""
    batch = facts(name, **changes)
    made = [paragraph(name, place, text) for place, text in enumerate(said)]
    tags = [ThemeTag(made[0].paragraph_id, f"a-{name}", "org.branch", 1.0, ())] if name == "branch" else []
    empty = {table: rows_in.clear() for table, rows_in in batch.items()}
    kept = {"articles": batch["articles"], "paragraphs": frame(Paragraph, made), "theme_tags": frame(ThemeTag, tags)}
    return empty | kept


def paragraph(name, place, text):
    kind = "body" if place < 9 else "heading"
    return Paragraph(
        f"p-{name}-{place}", f"a-{name}", place, kind, (), text, text, "hans", tuple(tokens(text)),
        (Span(0, len(text), 0, len(text)),), (), (), (), False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory):
    """The articles, a reprint of the first, and one that attacks whoever shows it."""
    folder = tmp_path_factory.mktemp("search")
    elsewhere = {"region_code": None, "region": None, "organ": "某市税务局", "published_on": date(2021, 1, 1)}
    batches = [article(name, said, **(elsewhere if name == "works" else {})) for name, said in SAID.items()]
    batches += [article("reprint", SAID["burden"], published_on=date(2025, 1, 1)), article("hostile", [HOSTILE])]
    with writer(folder):
        working = begin(folder)
        for batch in batches:
            load(working, batch, RUN)
        finish(working, RUN, THEMES, REGIONS, inner_words)
        publish(working, folder)
    return folder


def asked(warehouse, sql, *parameters):
    with reading(warehouse / FILE) as con:
        return rows(con, sql, parameters)


def reference(query_words):
    """Ids by BM25, the best first, computed from `search_words` of the texts."""
    texts = {f"p-{name}-{place}": text for name, said in SAID.items() for place, text in enumerate(said)}
    texts["p-hostile-0"] = HOSTILE
    counts = {
        one: Counter(word for word in search_words(text) if any(sign.isalnum() for sign in word))
        for one, text in texts.items()
    }
    average = sum(sum(words.values()) for words in counts.values()) / len(counts)
    held = {word: sum(word in words for words in counts.values()) for word in query_words}
    weight = {word: math.log(1 + (len(counts) - held[word] + 0.5) / (held[word] + 0.5)) for word in query_words}

    def score(words):
        size = 1.2 * (0.25 + 0.75 * sum(words.values()) / average)
        return sum(weight[word] * words[word] * 2.2 / (words[word] + size) for word in query_words)

    scores = {one: round(score(words), 6) for one, words in counts.items() if score(words) > 0}
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("减负 清单", ["减负", "清单"]),
        ("减负清单", ["减负", "清单"]),
        ("減負 清單", ["减负", "清单"]),
        ("党支部", ["党支部", "支部"]),
        ("政治判断力", ["政治判断力", "政治", "判断", "判断力"]),
        ("出厂价", ["出厂价", "出厂"]),
        ("研究生命起源", ["研究", "生命", "起源"]),
        ("學者 機關", ["学者", "机关"]),
    ],
)
def test_the_ranking_is_that_of_the_reference(warehouse, query, words):
    found = asked(warehouse, "select paragraph_id, score from search($1)", query)
    assert found == reference(words)
    assert found


def test_a_query_is_cut_into_indexed_words_longest_first_from_its_end(warehouse):
    found = asked(warehouse, "select term from query_terms('研究生命起源')")
    assert {term for (term,) in found} == {"研究", "生命", "起源"}


def test_a_word_that_both_scripts_have_is_found_as_it_stands(warehouse):
    for query in ("著作", "著名"):
        (found,) = asked(warehouse, "select paragraph_id, snippet from search($1)", query)
        assert found[0] == "p-works-0"
        assert f"«{query}»" in found[1]


def test_a_term_is_folded_as_a_query_is(warehouse):
    assert asked(warehouse, "select term from search_terms where folded <> folded(term)") == []
    assert asked(warehouse, "select folded('機關黨建 APP')") == [("机关党建 app",)]


def test_letters_are_found_in_either_case(warehouse):
    assert asked(warehouse, "select snippet from search('app')") == [("重读经典著作，著名学者讲授«APP»使用方法。",)]


def test_a_reprint_is_found_once_and_counted(warehouse):
    assert asked(warehouse, "select raw_path, copies from search('报表')") == [("samples/burden.txt", 2)]


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        ("theme := 'org'", {"branch"}),
        ("theme := 'org.branch'", {"branch"}),
        ("theme := '組織建設'", {"branch"}),
        ("theme := 'style'", set()),
        ("region := '湖南'", {"burden", "judgement", "branch"}),
        ("region := '湖'", set()),
        ("region := '430000'", {"burden", "judgement", "branch"}),
        ("region := '衡陽市'", {"burden", "judgement", "branch"}),
        ("region := '广东'", set()),
        ("since := '2022-01-01'", {"burden", "judgement", "branch"}),
        ("until := date '2022-01-01'", {"works"}),
        ("organ := '稅務局'", {"works"}),
        ("kind := 'heading'", set()),
    ],
)
def test_filters_keep_what_they_name(warehouse, filters, names):
    found = asked(warehouse, f"select distinct raw_path from search('党支部 政治 机关 基层', {filters})")
    assert {str(path) for (path,) in found} == {f"samples/{name}.txt" for name in names}


@pytest.mark.parametrize("query", ["", " ", "，。", "龘靐", "'; drop table articles; --"])
def test_a_query_that_names_no_word_finds_nothing_wrong(warehouse, query):
    assert len(asked(warehouse, "from search($1)", query)) <= 1


def test_a_query_of_any_length_is_answered(warehouse):
    assert asked(warehouse, "select count(*) > 0 from search($1)", "减负" * 500_000) == [(True,)]


def test_the_snippet_is_a_window_around_the_rarest_word(tmp_path):
    long = "机关工作平稳推进，" * 60 + "首次提出碳达峰台账。" + "机关工作平稳推进，" * 60
    with writer(tmp_path):
        working = begin(tmp_path)
        load(working, article("long", [long, "机关工作"]), RUN)
        finish(working, RUN, THEMES, REGIONS, inner_words)
        publish(working, tmp_path)
    ((snippet,),) = asked(tmp_path, "select snippet from search('机关 台账') limit 1 offset 0 ")[:1]
    (snippet,) = next(
        row for row in asked(tmp_path, "select snippet from search('机关 台账')") if "台账" in str(row[0])
    )
    assert snippet.startswith("…")
    assert snippet.endswith("…")
    assert "«台账»" in snippet
    assert len(snippet) < 220


def test_the_command_ranks_as_the_macro_does(warehouse):
    found = search(warehouse, "减负 清单")
    assert [hit["paragraph_id"] for hit in found] == [
        one for (one,) in asked(warehouse, "select paragraph_id from search('减负 清单') limit 20")
    ]


@pytest.mark.parametrize(
    ("filters", "said"),
    [({"theme": "nonsense"}, "theme"), ({"region": "亚特兰蒂斯"}, "region"), ({"since": "last week"}, "2024-05-31")],
)
def test_a_filter_that_names_nothing_is_said(warehouse, filters, said):
    with pytest.raises(Complaint, match=said):
        search(warehouse, "减负", **filters)


def test_hostile_text_is_shown_as_text(warehouse):
    shown = terminal(search(warehouse, "drop table"), colour=True, width=100)
    assert "<script>alert(1)</script>" in shown.replace("\n", "").replace("   ", " ")
    assert "\x1b[31m红" not in shown
    assert "\u202e" not in shown


def test_words_are_marked_for_an_eye_without_colour_too(warehouse):
    shown = terminal(search(warehouse, "报表"), colour=False, width=100)
    assert "«报表»" in shown
    assert "雁峰区机关工委" in shown
    assert "p-burden-0" in shown
