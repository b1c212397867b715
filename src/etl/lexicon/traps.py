"""Read the traps: what looks like a quantity and is none, with the reason that the ledger gives it.

`traps.tsv` has three kinds of rows: `word`, a literal whose numerals belong to it (队伍, 三门峡);
`numeral`, a pattern that begins at a numeral (3月19日) and may look around; `stretch`, a pattern that
is searched in a text that holds one of the words it `needs` (telephone numbers, addresses). Patterns
may use the names of `NAMES`.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from etl.lexicon.tables import table

# The order in which reasons are tried at one numeral.
REASONS = ("furniture", "masked", "meeting", "list_marker", "date", "ordinal", "slogan", "lexical")

_M = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])(?!\d)"
_DD = r"(?:3[01]|[12]\d|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])"
_J = r"\s?(?:——|[-—–~～至到、和及与或/])\s?"
NAMES = {
    "{Y}": r"(?:1[5-9]\d\d|20\d\d|[一二][〇零○一二三四五六七八九]{3})",
    "{MD}": rf"{_M}(?:{_J}{_M}){{0,9}}\s?月(?:份|底|初|末|[上中下]旬|中下旬)?"
    rf"(?:\s?{_DD}(?:{_J}(?:{_M}\s?月)?{_DD}){{0,9}}\s?[日号])?",
    "{M}": _M,
    "{J}": _J,
    "{NN}": r"(?:\d+(?:[.,]\d+){0,4}[百千万亿]{0,2}|[一二两三四五六七八九十百千万几数好廿卅〇零]{1,6})",
    "{N}": r"(?:\d{1,4}|[一二两三四五六七八九十百零〇]{1,5})",
    "{C}": r"[一二两三四五六七八九十]{1,3}",
    "{B}": r"(?<![^\s。;；:：,，!！?？”）)】﹔》])",
}
"""Year, month and day, month, joiner, any number, short number, Chinese number, start of a clause."""


class Trap(NamedTuple):
    """A row of `traps.tsv`; the example holds what the pattern must catch."""

    reason: str
    kind: str
    pattern: str
    example: str
    needs: str


@cache
def traps() -> tuple[Trap, ...]:
    """Every row, in the order of the file."""
    return tuple(Trap(**row) for row in table("traps"))


@cache
def words() -> dict[str, str]:
    """The literals, each with its reason."""
    return {trap.pattern: trap.reason for trap in traps() if trap.kind == "word"}


def expanded(pattern: str) -> str:
    """The pattern with its names written out."""
    for name, meaning in NAMES.items():
        pattern = pattern.replace(name, meaning)
    return pattern


@cache
def at_numeral() -> tuple[re.Pattern[str], dict[str, str]]:
    """One pattern to match where a numeral starts, and the reason of each of its named groups."""
    ordered = sorted((t for t in traps() if t.kind == "numeral"), key=lambda trap: REASONS.index(trap.reason))
    groups = {f"t{number}": trap for number, trap in enumerate(ordered)}
    pattern = "|".join(f"(?P<{name}>{expanded(trap.pattern)})" for name, trap in groups.items())
    return re.compile(pattern), {name: trap.reason for name, trap in groups.items()}


@cache
def stretches() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    """The patterns to search in a text, each with one for the literals of which the text must hold one."""
    kept = (trap for trap in traps() if trap.kind == "stretch")
    return tuple(
        (re.compile(expanded(trap.pattern)), re.compile("|".join(map(re.escape, trap.needs.split())))) for trap in kept
    )
