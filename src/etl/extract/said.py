"""Say: which values the raw characters of a quantity can mean, so that no figure is in the tables alone."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import pairwise

from etl.extract.numerals import numerals
from etl.lexicon.shadow import shadow

SCALES = (1, 100, 10**3, 10**4, 10**8)  # 成 and %, 千瓦, 万元, 亿元
HALVES = (0, Fraction(1, 2))  # 两年半
DIME = Fraction(1, 10)  # 五元三毛
_COIN = re.compile("[元块].{1,4}[毛角]")


def said(surface: str) -> frozenset[float]:
    """Every value that `surface`, raw text in either script, can mean in the scales in which a unit may say it.

    >>> 25000000.0 in said("近2500萬人次"), 30.0 in said("近2500萬人次")
    (True, False)
    >>> 50.0 in said("近一半")
    True
    """
    plain = "".join(shadow(surface).split())
    read = [found.reading for found in numerals(plain)]
    values = {value for reading in read for value in (reading.value, reading.high) if value}
    coins = pairwise(read) if _COIN.search(plain) else ()
    values |= {one.value + other.value * DIME for one, other in coins if one.value and other.value}
    whole = {Fraction(value) + half for value in values for half in HALVES}
    whole |= {Fraction(1, 2)} if "一半" in plain else set()
    return frozenset({0.0} | {float(value * scale) for value in whole for scale in SCALES})
