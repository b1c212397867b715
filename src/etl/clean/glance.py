"""Glance: see in one look what a text holds, so that a dear search is only made where it can find something."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache

import numpy as np

from etl.clean.lines import is_unseen
from etl.clean.normal import DOUBLED, may_change
from etl.lexicon.characters import Glance, Kinds
from etl.lexicon.shadow import shadow, signs

# Windows reads the bytes 80 to 9F as letters and marks, so both tables of Latin-1 occur; also mixed.
CP1252 = {char: byte for byte in range(0x80, 0xA0) if (char := bytes([byte]).decode("cp1252", "ignore"))}
LATIN = frozenset(map(chr, range(0x80, 0x100))) | CP1252.keys()
MASKED = "*＊XＸ×xｘ○◯□_＿█"
BROKEN = frozenset("\ufffd锟斤烫屯")
PRIVATE = (("\ue000", "\uf8ff"), ("\U000f0000", "\U0010ffff"))


def is_private(char: str) -> bool:
    """Whether no standard says what the character is."""
    return any(first <= char <= last for first, last in PRIVATE)


def is_unreadable(char: str) -> bool:
    """Whether no publisher writes it: a control character, one that is in no standard, or a sign of lost bytes."""
    kinds = {"Cc", "Cn", "Co"}
    return char == "\ufffd" or (unicodedata.category(char) in kinds and char not in "\t\n\r\x0b\x0c")


@cache
def common(character: str) -> bool:
    """Whether GB 2312 counts the (simplified) character to its first level, the 3,755 usual ones."""
    try:
        return 0xB0 <= character.encode("gb2312")[0] < 0xD8
    except UnicodeEncodeError:
        return False


def is_rare(char: str) -> bool:
    """Whether it is a Han character, in either script, that is not usual."""
    twin = shadow(char)
    return "\u3400" <= twin < "\ua000" and not common(twin)


@cache
def _kinds() -> Kinds:
    hant, hans = signs()
    return Kinds(
        {
            "hant": hant.__contains__,
            "hans": hans.__contains__,
            "rare": is_rare,
            "latin": LATIN.__contains__,
            "private": is_private,
            "broken": BROKEN.__contains__,
            "unreadable": is_unreadable,
            "unseen": is_unseen,
            "masked": MASKED.__contains__,
            "change": may_change,
            "doubled": DOUBLED.__contains__,
        }
    )


@lru_cache(maxsize=2)
def glance(text: str) -> Glance:
    """What kinds of characters a text holds; kept while a page is read."""
    return _kinds().of(text)


NEAR = 5  # characters


def crowded(seen: Glance) -> bool:
    """Whether three rare characters stand within five: every run in the wrong codec has such a place, few texts do."""
    if not seen.among("rare"):
        return False
    places = np.frombuffer(seen.places("rare"), np.uint32)
    return bool((places[2:] - places[:-2] < NEAR).any())
