"""Themes: cases, laws of tags, laws of the lexicon."""

import json
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from etl.commands.themes import app
from etl.extract.themes import FOREMOST, THRESHOLD, explain, tags
from etl.lexicon.shadow import shadow
from etl.lexicon.tables import document, table
from etl.lexicon.themes import BAR, READINGS, pairs, terms
from etl.records import Section

CASES = tomllib.loads((Path(__file__).parent / "cases" / "themes.toml").read_text(encoding="utf-8"))["case"]
LEAVES = document("themes")["leaf"]


@pytest.mark.parametrize("case", [pytest.param(case, id=case["label"]) for case in CASES])
def test_themes(case):
    sections = [Section(*part) for part in case.get("sections", [])]
    found = {tag.theme_id: tag for tag in tags(case["text"], sections=sections)}
    assert set(case["themes"]) <= set(found)
    absent = case.get("absent", [])
    assert not found if absent == ["*"] else not set(absent) & set(found)
    for theme, (start, stop) in case.get("places", {}).items():
        assert all(start <= each.start and each.stop <= stop for each in found[theme].evidence)


WORDS_OF_PAIRS = {word for pair in pairs() for word in pair.text.split() if word != "|"}
TERMS = sorted({term.text for term in terms()} | WORDS_OF_PAIRS)


@given(
    st.lists(st.sampled_from(TERMS) | st.sampled_from(["，", "。", "以", "为指导", "开展"]), max_size=12).map("".join)
)
def test_evidence_is_what_stands_there(text):
    found = tags(text)
    assert found == tags(text)
    for tag in found:
        assert tag.score >= THRESHOLD - FOREMOST
        assert tag.evidence
        assert all(text[each.start : each.stop] == each.term for each in tag.evidence)


def test_what_a_section_speaks_of_most_needs_less():
    item, long = "开展检查考核。", "召开警示教育大会，发放廉政读本，旁听庭审，开展检查考核。"
    score = {one.theme_id: (one.score, one.bar) for text in (item, long) for one in explain(text)[0][1]}
    alone = {one.theme_id: (one.score, one.bar) for one in explain(item)[0][1]}
    assert alone["inst.appraisal"][0] == score["inst.appraisal"][0]
    assert alone["inst.appraisal"][1] < score["inst.appraisal"][1]


def test_what_the_title_says_counts_less_where_it_is_said_in_passing():
    text, title = "按照清廉医院建设、行风建设等要求，推进清廉医院建设、行风建设等工作。", "清廉医院建设走深走实"
    told, with_title = (
        [tag.score for tag in tags(text, title=each) if tag.theme_id == "disc.clean-organ"] for each in ("", title)
    )
    assert with_title < told
    assert [tag.theme_id for tag in tags("推进清廉医院建设。", title=title)] == ["disc.clean-organ"]


def test_a_heading_lifts_what_the_paragraph_says_but_speaks_not_alone():
    assert tags("培训160人。") == []
    assert [tag.theme_id for tag in tags("培训160人。", headings=["提升履职能力"])] == ["cadre.capacity"]
    assert tags("天气晴好。", headings=["加强党风廉政建设和反腐败工作"]) == []


def test_leaves_have_their_parents_and_enough_terms():
    tops = {top["id"] for top in document("themes")["top"]}
    ids = [leaf["id"] for leaf in LEAVES]
    assert len(ids) == len(set(ids)) == 42
    for leaf in LEAVES:
        assert leaf["id"].split(".")[0] in tops
        alone = THRESHOLD / (1 + FOREMOST / THRESHOLD)  # what a term needs where nothing else is said
        decide = [term for term in terms() if term.theme_id == leaf["id"] and term.grade >= alone]
        assert len(decide) >= 10, leaf["id"]


def test_the_table_is_sorted_and_says_each_term_of_a_leaf_once():
    order = [(row["theme_id"], BAR in row["term"], row["term"]) for row in table("theme_terms")]
    assert order == sorted(order)
    assert len(order) == len(set(order))
    assert {theme for theme, _, _ in order} == {leaf["id"] for leaf in LEAVES}


def test_a_reading_is_a_number_of_ten_and_each_term_has_one():
    for row in table("theme_terms"):
        given = [row[name] for name in READINGS if row[name]]
        assert given, row
        assert all(number.isdecimal() and 0 <= int(number) <= 10 for number in given), row


def test_a_grade_is_the_mean_of_the_readings_there_are():
    grades = {(term.theme_id, term.text): term.grade for term in [*terms(), *pairs()]}
    assert len(grades) == len(table("theme_terms"))
    for row in table("theme_terms"):
        given = [int(row[name]) for name in READINGS if row[name]]
        assert grades[row["theme_id"], row["term"]] == pytest.approx(sum(given) / len(given) / 10, abs=0.001), row


def test_terms_are_simplified_and_no_single_characters():
    for term in terms():
        assert len(term.text) > 1, term
        assert shadow(term.text).lower() == term.text.lower(), term


@pytest.mark.parametrize("pair", pairs(), ids=lambda pair: pair.text)
def test_a_pair_has_two_sides_said_once_and_simplified(pair):
    first, second = (side.split() for side in pair.text.split(BAR))
    for side in (first, second):
        assert side
        assert len(side) == len(set(side))
        assert all(shadow(word).lower() == word.lower() for word in side)
    assert all(len(word) > 1 for word in second)


def test_what_is_explained_is_what_is_tagged():
    for case in CASES:
        parts = [Section(*part) for part in case.get("sections", [])]
        told = {
            one.theme_id for _, each in explain(case["text"], sections=parts) for one in each if one.score >= one.bar
        }
        assert told == {tag.theme_id for tag in tags(case["text"], sections=parts)}


def test_the_command_explains_a_text_of_ones_own():
    shown = CliRunner().invoke(app, ["explain", "每季度召开警示教育大会。", "--json"])
    assert shown.exit_code == 0
    best = json.loads(shown.stdout)[0]["themes"][0]
    assert (best["theme_id"], best["tag"]) == ("disc.warning", True)
    assert sum(met["weight"] for met in best["terms"]) == pytest.approx(best["score"])
