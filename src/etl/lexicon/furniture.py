"""Furniture: read the rules for what pages print around an article, and match lines against them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

TABLE = Path(__file__).with_name("furniture.toml")
PLACES = ("any", "top", "tail", "edge", "closed")
WORDS = "toolbar"
_GAP = r"[ |/·,、>:\-\[\]()]*+"


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of furniture: a line of at most `longest` characters whose whole shadow fits `pattern`.

    `where` says in which part of a page it counts; `navigates`: what stands above it is furniture
    too; `closes`: the article is over; `opens`: the kind of the titles that follow.
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

    def __post_init__(self) -> None:
        if self.where not in PLACES:
            raise ValueError(f"rule {self.name}: write where = one of {', '.join(PLACES)}, not {self.where!r}")


class Furniture:
    """Rules compiled so that one match tries them all, in their order."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)
        self.longest = max(rule.longest for rule in self.rules)
        self._by_length = _steps(self.rules)

    def match(self, shadow: str) -> tuple[Rule, ...]:
        """The first rule that takes the line (as a tuple of one), or nothing."""
        if len(shadow) > self.longest:
            return ()
        for most, pattern, rules in self._by_length:
            if len(shadow) <= most:
                found = pattern.fullmatch(shadow)
                return (rules[found.lastgroup or ""],) if found else ()
        return ()


def _steps(rules: tuple[Rule, ...]) -> list[tuple[int, re.Pattern[str], dict[str, Rule]]]:
    """For each length of line, one pattern of the rules that may take it."""
    steps = []
    for most in sorted({rule.longest for rule in rules}):
        able = {f"r{at}": rule for at, rule in enumerate(rules) if rule.longest >= most}
        parts = (f"(?P<{name}>{rule.pattern})" for name, rule in able.items())
        steps.append((most, re.compile("|".join(parts), re.IGNORECASE), able))
    return steps


@cache
def _table() -> dict[str, Any]:
    with TABLE.open("rb") as table:
        return tomllib.load(table)


@cache
def rules() -> tuple[Rule, ...]:
    """The general rules: menus' words first, then the table's rows in their order."""
    words = _table()["words"]
    listed = sorted(set(words["list"].split()), key=lambda word: (-len(word), word))
    token = "(?>" + "|".join(map(re.escape, listed)) + ")"
    menu = Rule(WORDS, "chrome", f"{_GAP}(?>{token}{_GAP}){{1,40}}", words["example"], where="edge", longest=200)
    return (menu, *(Rule(**row) for row in _table()["rule"]))


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
    lists = (_table()["spam"][name].split() for name in ("hard", "soft"))
    hard, soft = (re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))), re.IGNORECASE) for words in lists)
    return hard, soft


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
