"""Damage: mark what was destroyed before the page reached us; nothing is repaired or taken away here.

The signs: replacement characters, the classic pairs of a text decoded twice (锟斤拷), private-use
characters, runs in the wrong codec (瑕佹寚), and the phase slip: a GBK text cut inside a character at the
bytes of ？ or ；, so that `?` stands for a lone byte and the characters after it are read one byte off.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from etl.clean.glance import common, crowded, glance
from etl.lexicon.shadow import page_shadow, script_of, shadow


class Hurt(NamedTuple):
    """`[start, stop)` of a string is destroyed; `rule` names the sign, `confidence` how sure it is."""

    start: int
    stop: int
    rule: str
    confidence: float


_PLAIN_SIGNS = re.compile(
    "(?P<replacement>\ufffd+(?:[?\ufffd]*\ufffd)?)|(?P<twice>(?:锟斤拷|锟斤|斤拷)+[锟斤拷]*|(?:烫烫烫|屯屯屯)[烫屯]*)"
    "|(?P<private>[\ue000-\uf8ff\U000f0000-\U0010ffff]+)"
)
# `?` stands for a lone byte; the mark after it has the byte in its full-width form. `?,` `?:` `?;` stand in
# no sound text, `??` and `?!` do.
_SLIP = re.compile(r"(?<=[㐀-鿿])(?:\?[;:,；：，]|\?[?!！？]|\?(?=[㐀-鿿]{1,8}\?))")
_SURE = re.compile(r"\?[;:,；：，]")
_WINDOW = 24
_SOBER = 3  # usual characters in a row after which the text is in step again
_RUN = re.compile("[㐀-鿿\U00020000-\U0003ffff\ue000-\uf8ff?]{8,}")


def damage(string: str) -> list[Hurt]:
    """The destroyed stretches of a string, ascending and disjoint.

    >>> damage("問題共解??茖W考核評價")
    [Hurt(start=4, stop=8, rule='phase-slip', confidence=0.9)]
    """
    found = [*_signs(string), *_slips(string), *_wrong_codec(string), *_columns(string)]
    out: list[Hurt] = []
    for hurt in sorted(found):
        if out and hurt.start <= out[-1].stop:
            stop = max(out[-1].stop, hurt.stop)
            sure = max(out[-1], hurt, key=lambda one: one.confidence)
            out[-1] = Hurt(out[-1].start, stop, sure.rule, sure.confidence)
        else:
            out.append(hurt)
    return out


def _signs(string: str) -> Iterator[Hurt]:
    if not glance(string).among("broken", "private"):
        return
    for found in _PLAIN_SIGNS.finditer(string):
        rule = {"replacement": "replacement-character", "twice": "decoded-twice"}.get(
            found.lastgroup or "", "private-use"
        )
        yield Hurt(*found.span(), rule, 1.0)


_GAP = re.compile(r"^[^\S\n]*[^\s|│]{6,40}([^\S\n]{3,}|\u3000{2,}|\t+)(?=[^\s|│\d]{6,40}[^\S\n]*$)", re.MULTILINE)
_ROWS = 4  # so many lines in a row with a gap in their middle are two columns; fewer are a head or a table


def _columns(string: str) -> Iterator[Hurt]:
    """The gaps between two columns that were read across: what stands on either side is not one sentence."""
    rows: list[re.Match[str]] = []
    for found in _GAP.finditer(string) if _halves(string) >= _ROWS else ():
        if rows and string.count("\n", rows[-1].end(), found.start()) > 2:
            yield from _gaps(rows)
            rows = []
        rows.append(found)
    yield from _gaps(rows)


def _halves(string: str) -> int:
    """How many lines are two stretches with a blank between them."""
    if "   " not in string and "\u3000\u3000" not in string and "\t" not in string:
        return 0
    return [len(line.split(None, 2)) for line in string.split("\n")].count(2)


def _gaps(rows: list[re.Match[str]]) -> Iterator[Hurt]:
    """The gaps of such rows, where their text is prose: the cells of a table hold no marks."""
    if len(rows) >= _ROWS and any(mark in row[0] for row in rows for mark in "，。,"):
        yield from (Hurt(*row.span(1), "two-columns", 0.7) for row in rows)


def _slips(string: str) -> Iterator[Hurt]:
    """Question marks that stand where a byte was lost, with the misread characters after them."""
    if "?" not in string:
        return
    hant = script_of(string) == "hant"
    for found in _SLIP.finditer(string):
        sure = bool(_SURE.fullmatch(found[0]))
        stop = _misread(string, found.end(), hant=hant)
        if stop is not None or sure:
            yield Hurt(found.start(), stop or found.end(), "phase-slip", 0.9)


def _misread(string: str, start: int, *, hant: bool) -> int | None:
    """Where the misread stretch that begins at `start` stops; None where nothing in it looks misread.

    It ends with the byte stream's next single byte, an ASCII letter or `?` between Han, or where usual
    characters follow one another.
    """
    stop = None
    for at in range(start, min(len(string), start + _WINDOW)):
        character = string[at]
        if character.isspace() or character in "，。；：、！《》（）,;:.()" or character.isdigit():
            break
        if character in "?!？！" and at > start:
            return at + 1
        if character.isascii() and character.isalpha():
            return at + 1 if not string[at + 1 : at + 2].isascii() else stop
        if _strange(character, hant=hant):
            stop = at + 1
        elif at - (stop or start) >= _SOBER:
            break
    return stop


def _strange(character: str, *, hant: bool) -> bool:
    """Whether a character hardly stands in official prose: rare, private, or of the other script."""
    if not "\u3400" <= character <= "\u9fff":
        return character not in "“”‘’…—·"
    return not common(shadow(character)) or (hant and script_of(character) == "hans")


@cache
def _usual() -> re.Pattern[str]:
    first = [bytes((high, low)).decode("gb2312", "ignore") for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF)]
    return re.compile(f"[{''.join(sorted(set(first) - {''}))}]+")


@lru_cache(maxsize=2)
def astray(string: str) -> bool:
    """Whether three unusual Han stand close together: what every run in the wrong codec holds and few texts do."""
    return crowded(glance(string)) and bool(_rare_cluster().search(page_shadow(string)))


@cache
def _rare_cluster() -> re.Pattern[str]:
    usual = {character for character in map(chr, range(0x4E00, 0xA000)) if common(character)}
    rare = "".join(character for character in map(chr, range(0x3400, 0xA000)) if character not in usual)
    return re.compile(f"[{rare}][㐀-鿿]?[{rare}][㐀-鿿]?[{rare}]")


def _wrong_codec(string: str) -> Iterator[Hurt]:
    """Runs of Han of which four in ten are unusual, as when UTF-8 is read as GB 18030."""
    if not astray(string):
        return
    twin = page_shadow(string)
    for found in _RUN.finditer(twin):
        known = sum(map(len, _usual().findall(found[0])))
        if known < 0.6 * len(found[0]):
            yield Hurt(*found.span(), "wrong-codec", 0.8)
