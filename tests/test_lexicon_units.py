"""The lexicons of quantities keep their laws: no alias twice, sorted, simplified, each example found."""

import re
from collections import Counter, defaultdict

import opencc
import pytest

from etl.extract.masks import outcomes
from etl.extract.numerals import numerals
from etl.extract.quantities import quantities
from etl.lexicon.allusions import allusions
from etl.lexicon.approximators import approximators
from etl.lexicon.counting import KINDS
from etl.lexicon.tables import table
from etl.lexicon.traps import REASONS, expanded, traps
from etl.lexicon.units import units

TABLES = {
    "units": ("unit",),
    "approximators": ("position", "word"),
    "traps": ("kind", "reason", "pattern"),
    "allusions": ("surface",),
    "counting": ("kind", "word"),
}
POSITIONS = ("pre", "infix", "post", "mid", "outside")
_simplify = opencc.OpenCC("t2s").convert


@pytest.mark.parametrize("name", TABLES)
def test_entries_are_sorted_and_none_stands_twice(name):
    keys = [tuple(row[column] for column in TABLES[name]) for row in table(name)]
    assert keys == sorted(keys)
    assert [key for key, count in Counter(keys).items() if count > 1] == []


@pytest.mark.parametrize("name", TABLES)
def test_entries_are_simplified(name):
    patterns = {"pattern", "not_before", "needs", "gloss_en"}  # a pattern may look for both scripts
    cells = [cell for row in table(name) for column, cell in row.items() if column not in patterns]
    assert [cell for cell in cells if _simplify(cell) != cell] == []


def test_a_measured_dimension_has_one_base_unit():
    sizes = defaultdict(set)
    for unit in units():
        if unit.to_base is not None:
            sizes[unit.dimension].add((unit.canonical, unit.to_base))
    for dimension, members in sizes.items():
        names = Counter(canonical for canonical, _ in members)
        assert max(names.values()) == 1, f"{dimension}: a unit with two sizes"
        assert sum(size == 1 for _, size in members) == 1, f"{dimension}: not one base unit"


def test_a_canonical_unit_has_one_dimension():
    dimensions = defaultdict(set)
    for unit in units():
        dimensions[unit.canonical].add(unit.dimension)
    assert {canonical: found for canonical, found in dimensions.items() if len(found) > 1} == {}


def test_a_dimension_is_measured_or_counted():
    measured = {unit.dimension for unit in units() if unit.to_base is not None}
    assert measured.isdisjoint({unit.dimension for unit in units() if unit.to_base is None})


@pytest.mark.parametrize("unit", units(), ids=lambda unit: unit.form)
def test_a_unit_is_found_in_its_example(unit):
    assert [amount.unit for amount in quantities(unit.example).amounts] == [unit.canonical]


@pytest.mark.parametrize("one", [one for p in ("pre", "post", "mid") for one in approximators(p).values()], ids=str)
def test_an_approximator_reads_its_example(one):
    found = quantities(one.example).amounts
    assert [(amount.op, one.word in one.example[amount.start : amount.stop]) for amount in found] == [(one.op, True)]


@pytest.mark.parametrize("one", approximators("outside").values(), ids=str)
def test_what_is_said_with_an_amount_stands_outside(one):
    (amount,) = quantities(one.example).amounts
    assert one.word not in one.example[amount.start : amount.stop]


def test_approximators_have_known_positions():
    assert {row["position"] for row in table("approximators")} == set(POSITIONS)


@pytest.mark.parametrize("trap", traps(), ids=lambda trap: trap.pattern)
def test_a_trap_catches_its_example(trap):
    found = numerals(trap.example)
    assert trap.reason in outcomes(trap.example, found)


@pytest.mark.parametrize("trap", [t for t in traps() if t.kind != "word"], ids=lambda trap: trap.pattern)
def test_a_pattern_compiles_alone_and_repeats_within_bounds(trap):
    assert re.compile(expanded(trap.pattern))
    assert not re.search(r"[)\]][*+]\)[*+]", trap.pattern), "a repeat of a repeat takes exponential time"
    assert trap.kind == "stretch" or trap.reason in REASONS
    assert trap.kind == "numeral" or any(need in trap.example for need in trap.needs.split())


def test_allusions_are_no_quantities():
    surfaces = [allusion.surface for allusion in allusions()]
    assert [surface for surface in surfaces if quantities(surface).amounts] == []


def test_every_kind_of_word_that_bounds_a_counted_noun_says_what_it_does():
    assert {row["kind"] for row in table("counting")} == set(KINDS)
