"""The tables behind the measures: each word once, in order, with an example that holds it."""

from __future__ import annotations

import re

import pytest

from etl.extract.vocabulary import tokens, words
from etl.lexicon.tables import table

KEYS = {
    "verbs": "verb",
    "heads": "head",
    "adverbs": "adverb",
    "guards": "noun",
    "bodies": "suffix",
    "hollow_nouns": "noun",
    "hollow_quotes": "phrase",
    "no_subject_openers": "word",
    "head_endings": "ending",
    "status_cues": "cue",
    "persons": "word",
}


@pytest.mark.parametrize("name", sorted(KEYS))
def test_a_word_stands_once_with_an_example_that_holds_it(name):
    rows = table(name)
    found = [row[KEYS[name]] for row in rows]
    assert len(found) == len(set(found))
    assert [row for row in rows if row[KEYS[name]] not in row["example"]] == []
    assert [list(row.values()) for row in rows] == sorted(list(row.values()) for row in rows)


@pytest.mark.parametrize("name", sorted(KEYS))
def test_words_are_simplified(name):
    opencc = pytest.importorskip("opencc")
    converter = opencc.OpenCC("t2s")
    assert [row for row in table(name) if converter.convert(row[KEYS[name]]) != row[KEYS[name]]] == []


def test_verbs_have_known_strengths_and_places():
    strengths = {row["strength"] for row in table("verbs")}
    measures = {"sure", "concrete", "problem", "counted", "numbered", "named", "soft", "standing"}
    assert strengths == measures | {"nonmeasure", "frame", "means"}
    assert {row["place"] for row in table("verbs")} == {"any", "start"}
    assert {row["status"] for row in table("verbs")} == {"done", "ongoing", "none"}


def test_no_noun_that_hides_a_verb_is_a_verb():
    assert {row["noun"] for row in table("guards")} & {row["verb"] for row in table("verbs")} == set()


def test_headings_of_plans_and_problems_match_their_examples():
    assert all(re.search(row["pattern"], row["example"]) for row in table("headings"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("党组织", ["党组织"]),
        ("组织部分党员", ["组织"]),
        ("推进会议精神落实", ["推进", "落实"]),
        ("线上线下", ["线上线下"]),
        ("举办培训班", ["举办", "培训班"]),
    ],
)
def test_the_longest_word_wins(text, expected):
    assert [token.word.text for token in tokens(text)] == expected


def test_every_word_is_met_in_its_own_text():
    assert [text for text in words() if [token.word.text for token in tokens(text)] != [text]] == []
