"""Readings: tell whether a syllable of pinyin is a reading of a character, tones aside.

`readings.tsv` is made by `tools/make_readings.py` from the readings of pypinyin (MIT).
"""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path

from etl.lexicon.shadow import shadow

TABLE = Path(__file__).with_name("readings.tsv")


@cache
def rows() -> dict[str, str]:
    """Syllable without tone to the simplified characters that are read so."""
    lines = TABLE.read_text("utf-8").splitlines()[1:]
    return dict(line.split("\t") for line in lines)


def toneless(syllable: str) -> str:
    """The syllable in a to z, ü as v; what is no letter of pinyin is left out.

    >>> toneless("guān"), toneless("lǜ")
    ('guan', 'lv')
    """
    split = unicodedata.normalize("NFD", syllable.lower()).replace("u\u0308", "v").replace("ɡ", "g").replace("ɑ", "a")
    return "".join(char for char in split if char.isascii() and char.isalpha())


def reads(character: str, syllable: str) -> bool:
    """Whether the character, of either script, can be read so.

    >>> reads("機", "jī"), reads("机", "ji"), reads("机", "guān")
    (True, True, False)
    """
    return shadow(character) in rows().get(toneless(syllable), "")


def is_syllable(letters: str) -> bool:
    """Whether the letters are a syllable of Chinese, whatever its tone.

    >>> is_syllable("guān"), is_syllable("app")
    (True, False)
    """
    return toneless(letters) in rows()
