"""Interval: what a literal number and its op together say of the true amount.

g is the place value of the last non-zero digit of the literal: 100 for 1200, 1000 for 2.5万.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

OPS = ("eq", "gt", "ge", "lt", "le", "approx", "range", "vague")
ABOUT = Fraction(1, 10)

Interval = tuple[float | None, float | None]


def place(value: Fraction) -> Fraction:
    """The place value of the last non-zero digit, 1 for zero and for numbers with no end (1/3).

    >>> [int(place(Fraction(n))) for n in (1200, 25000, 31)], float(place(Fraction("0.45")))
    ([100, 1000, 1], 0.01)
    """
    below = value.denominator
    while below % 2 == 0:
        below //= 2
    while below % 5 == 0:
        below //= 5
    if below != 1 or not value:
        return Fraction(1)
    step = Fraction(1)
    while (value / step).denominator != 1:
        step /= 10
    while (value / (step * 10)).denominator == 1:
        step *= 10
    return step


@lru_cache(maxsize=4096)
def interval(op: str, value: Fraction, high: Fraction | None = None) -> Interval:
    """Lower and upper bound; None is open. `high` is the upper number of a range or vague amount.

    >>> interval("gt", Fraction(1200)), interval("lt", Fraction(25_000_000)), interval("le", Fraction(3))
    ((1200.0, 1300.0), (24000000.0, 25000000.0), (None, 3.0))
    """
    low, top = _bounds(op, value, high)
    return (None if low is None else float(low), None if top is None else float(top))


def _bounds(op: str, value: Fraction, high: Fraction | None) -> tuple[Fraction | None, Fraction | None]:
    if op == "gt":
        return value, (high or value) + place(high or value)
    if op == "lt":
        return value - place(value), high or value
    if op == "ge":
        return value, None
    if op == "le":
        return None, high or value
    if op == "approx":
        return value - abs(value) * ABOUT, (high or value) + abs(high or value) * ABOUT
    return value, high or value
