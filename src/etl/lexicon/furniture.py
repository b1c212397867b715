"""Furniture: read the rules for what pages print around an article, and match lines against them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from etl.lexicon.clues import Finder, reach

TABLE = Path(__file__).with_name("furniture.toml")
PLACES = ("any", "top", "tail", "edge", "closed")
WORDS = "toolbar"
_GAP = r"[ |/·,、>:\-\[\]()]*+"


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of furniture: a line of at most `longest` characters whose whole shadow fits `pattern`.

    `where` says in which part of a page it counts; `navigates`: what stands above it is furniture
    too; `closes`: the article is over; `opens`: the kind of the titles that follow. A line that holds
    none of the `clues` (where there are any) is not tried: they make long patterns cheap.
    """

    name: str
    kind: str
    pattern: str
    example: str
    where: str = "any"
    longest: int = 60
    navigates: bool = False
    closes: bool = False
    opens: str | None = None
    clues: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.where not in PLACES:
            raise ValueError(f"rule {self.name}: write where = one of {', '.join(PLACES)}, not {self.where!r}")


class Furniture:
    """Rules compiled so that one match tries them all: those without clues first, each in their order."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)
        clued = [rule for rule in self.rules if rule.clues]
        self._plain = _steps([rule for rule in self.rules if not rule.clues])
        self._clued = [(rule, re.compile(rule.pattern)) for rule in clued]
        self._longest = max((rule.longest for rule in clued), default=0)
        self._able = {
            word: [at for at, rule in enumerate(clued) if word in rule.clues] for rule in clued for word in rule.clues
        }
        self._finder = Finder(self._able)

    def match(self, shadow: str, met: Collection[str] | None = None) -> Rule | None:
        """The rule that takes the line, or None; `met` are the clues that stand in it, where that is known.

        A line with a full stop is prose to every rule without clues.
        """
        plain = None if "。" in shadow else _first(self._plain, shadow)
        if plain or len(shadow) > self._longest:
            return plain
        met = self._finder.met(shadow) if met is None else met
        return None if self._able.keys().isdisjoint(met) else self._of_clues(shadow, met)

    def _of_clues(self, shadow: str, met: Iterable[str]) -> Rule | None:
        """The first of the rules that have one of the clues and take the line."""
        for at in sorted({at for word in met for at in self._able.get(word, ())}):
            rule, pattern = self._clued[at]
            if len(shadow) <= rule.longest and pattern.fullmatch(shadow):
                return rule
        return None


Steps = list[tuple[int, re.Pattern[str], dict[str, Rule]]]


def _steps(rules: Sequence[Rule]) -> Steps:
    """For each length of line, one pattern of the rules that may take it."""
    steps = []
    for most in sorted({rule.longest for rule in rules}):
        able = {f"r{at}": rule for at, rule in enumerate(rules) if rule.longest >= most}
        parts = (f"(?P<{name}>{rule.pattern})" for name, rule in able.items())
        steps.append((most, re.compile("|".join(parts)), able))
    return steps


def _first(steps: Steps, shadow: str) -> Rule | None:
    for most, pattern, rules in steps:
        if len(shadow) <= most:
            found = pattern.fullmatch(shadow)
            return rules[found.lastgroup or ""] if found else None
    return None


@cache
def _table() -> dict[str, Any]:
    with TABLE.open("rb") as table:
        return tomllib.load(table)


def rule_of(row: Mapping[str, Any]) -> Rule:
    """The rule that a table's row describes."""
    return Rule(**{**row, "clues": tuple(row.get("clues", ()))})


@cache
def rules() -> tuple[Rule, ...]:
    """The general rules: menus' words first, then the table's rows in their order."""
    words = _table()["words"]
    listed = sorted(set(words["list"].lower().split()), key=lambda word: (-len(word), word))
    token = "(?>" + "|".join(map(re.escape, listed)) + ")"
    menu = Rule(WORDS, "chrome", f"{_GAP}(?>{token}{_GAP}){{1,40}}", words["example"], where="edge", longest=200)
    return (menu, *map(rule_of, _table()["rule"]))


@cache
def furniture(extra: tuple[Rule, ...] = ()) -> dict[str, Furniture]:
    """The rules that count in each part of a page (`top`, `middle`, `tail`, `closed`); `extra` come first."""
    parts = {
        "top": {"any", "top", "edge"},
        "middle": {"any"},
        "tail": {"any", "tail", "edge"},
        "closed": {"any", "tail", "edge", "closed"},
    }
    every = (*extra, *rules())
    return {part: Furniture(rule for rule in every if rule.where in places) for part, places in parts.items()}


@cache
def _spam() -> tuple[re.Pattern[str], re.Pattern[str]]:
    lists = (_table()["spam"][name].lower().split() for name in ("hard", "soft"))
    hard, soft = (re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True)))) for words in lists)
    return hard, soft


def clues(extra: tuple[Rule, ...] = ()) -> dict[str, int]:
    """Every clue of every rule, with the longest line that it may be a clue in.

    A line that holds none can only fit a rule without clues.
    """
    return reach((clue, rule.longest) for rule in (*extra, *rules()) for clue in rule.clues)


def spam_words() -> frozenset[str]:
    """The words that only spam holds."""
    return frozenset(_table()["spam"]["hard"].lower().split())


def spam_start(shadow: str) -> int | None:
    """Where search-engine spam begins in a line (its first telling word), or None.

    It takes two hard words, or one beside three soft ones; prose about such things has stops in between.
    """
    hard, soft = _spam()
    found = list(hard.finditer(shadow))
    if not found:
        return None
    tail = shadow[found[0].start() :]
    if len(found) + len(set(soft.findall(shadow))) / 3 < 2 or tail.count("。") > len(tail) // 60:
        return None
    first_soft = soft.search(shadow)
    return min(found[0].start(), first_soft.start() if first_soft else len(shadow))
