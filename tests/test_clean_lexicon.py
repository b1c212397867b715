"""The lexicons of cleaning hold to their own laws."""

import re
from itertools import pairwise

import pytest

from etl.clean.metadata import read_line
from etl.lexicon import furniture, metadata
from etl.lexicon.radicals import radicals
from etl.lexicon.shadow import rows, shadow
from etl.sources import names, source

RULES = furniture.rules() + tuple(rule for name in names() for rule in source(name).furniture)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_takes_its_example_in_both_scripts(rule):
    twin = shadow(rule.example)
    assert len(twin) <= rule.longest
    assert re.fullmatch(rule.pattern, twin)
    assert not rule.clues or any(clue in twin for clue in rule.clues), "a clue that its own example lacks"
    assert shadow(rule.pattern.replace("\\S", "")) == rule.pattern.replace("\\S", ""), "patterns look at shadows"


@pytest.mark.parametrize("form", [form for form, _ in metadata.forms()], ids=lambda form: form.name)
def test_a_form_takes_its_example(form):
    twin = shadow(form.example)
    assert re.fullmatch(form.pattern, twin)
    assert any(clue in twin for clue in form.clues)


@pytest.mark.parametrize("label", metadata.labels(), ids=lambda label: label.example)
def test_a_label_takes_its_example(label):
    found = metadata.label_pattern().match(shadow(label.example))
    assert found
    assert metadata.labels()[(found.lastindex or 1) - 1].field == label.field


def test_names_are_told_once():
    named = [rule.name for rule in furniture.rules()] + [form.name for form, _ in metadata.forms()]
    assert len(named) == len(set(named))


def test_the_shadow_is_one_to_one_and_its_own_shadow():
    assert all(left[0] < right[0] for left, right in pairwise(rows()))
    for hant, hans, _ in rows():
        assert len(hant) == len(hans) == 1
    sample = "".join(hant for hant, _, _ in rows()) + "（ＡＢ）：﹔　ABC"
    assert len(shadow(sample)) == len(sample)
    assert shadow(shadow(sample)) == shadow(sample)


def test_radicals_become_ideographs():
    assert all(len(left) == len(right) == 1 and left != right for left, right in radicals().items())
    assert not set(radicals()) & set(radicals().values())


@pytest.mark.parametrize(
    "alphabet", [" ", "首页 ", "(", ":", ">", "版权", "编辑:", "2024-05-06 ", "张三 ", "[", "1", "来源:网"]
)
def test_no_pattern_runs_away(alphabet):
    """A pattern that backtracks without bound would not come back from here."""
    line = shadow(alphabet * 4000)
    for part in furniture.furniture().values():
        for length in (60, 200, 900, 4000):
            part.match(line[:length])
    for length in (60, 200, 400, 4000):
        for place in ("top", "middle", "tail"):
            read_line(line[:length], place)
