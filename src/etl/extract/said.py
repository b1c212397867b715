"""Say: which values the raw characters of a quantity can mean, so that no figure is in the tables alone."""

from __future__ import annotations

from fractions import Fraction

from etl.extract.numerals import numerals
from etl.lexicon.shadow import shadow

SCALES = (1, 100, 10**3, 10**4, 10**8)  # 成 and %, 千瓦, 万元, 亿元
HALVES = (0, Fraction(1, 2))  # 两年半


def said(surface: str) -> frozenset[float]:
    """Every value that `surface`, raw text in either script, can mean in the scales in which a unit may say it.

    >>> 25000000.0 in said("近2500萬人次"), 30.0 in said("近2500萬人次")
    (True, False)
    """
    plain = "".join(shadow(surface).split())
    values = {value for found in numerals(plain) for value in (found.reading.value, found.reading.high) if value}
    whole = {Fraction(value) + half for value in values for half in HALVES}
    return frozenset({0.0} | {float(value * scale) for value in whole for scale in SCALES})
