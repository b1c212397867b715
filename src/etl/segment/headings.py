"""Headings: keep the headings that stand above each block, outermost first.

A numbered heading replaces the one of its own style and all below. How styles nest is read from the
text: what stands where (◎ over （一）, or an unnumbered title over 1.) is learned when a style first appears.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from etl.segment.markers import FAMILIES, heading_marker

RANKS = {family.name: family.rank for family in FAMILIES if family.rank is not None}
PLAIN = "plain"
BULLET = re.compile(r"\s*([■◆●▲◎★□◇○△※▪•])")
# These stand at the top wherever they come, and nothing is nested below them.
ALONE = re.compile(r"\s*(?:引言|前言|导语|序言|绪论|摘要|编者按|结语|结束语|结论|后记|余论|附[件录]?)\s*$")


@dataclass(slots=True)
class Outline:
    """The headings that are open at one place of an article; `enter` takes each heading in its turn."""

    _open: list[tuple[str, str]] = field(default_factory=list)
    _above: dict[str, int] = field(default_factory=dict)
    _fresh: bool = False

    @property
    def path(self) -> tuple[str, ...]:
        """The open headings, outermost first."""
        return tuple(text for _, text in self._open)

    def body(self) -> None:
        """Body text came: a heading that follows is no longer the first below the one before."""
        self._fresh = False

    def above(self, text: str) -> tuple[str, ...]:
        """The headings that stand above this one, which is next."""
        return self.path[: self._depth(style_of(text), text)]

    def enter(self, text: str) -> None:
        """Close what the heading ends, and open it."""
        style = style_of(text)
        del self._open[self._depth(style, text) :]
        self._above.setdefault(style, len(self._open))
        self._open.append((style, text))
        self._fresh = True

    def _depth(self, style: str, text: str) -> int:
        """How many of the open headings stay open above a heading of this style."""
        styles = [open_style for open_style, _ in self._open]
        if ALONE.match(text) or (self._open and ALONE.match(self._open[-1][1])):
            return 0
        if style == PLAIN and self._fresh and styles[-1] == PLAIN:
            return len(styles)
        if style in styles:
            return styles.index(style)
        if style in RANKS:
            return next((i for i, other in enumerate(styles) if RANKS.get(other, -1) >= RANKS[style]), len(styles))
        return len(styles) if self._fresh else min(self._above.get(style, 0), len(styles))


def style_of(heading: str) -> str:
    """The style of a heading: its family of numbers, its bullet, or plain.

    >>> [style_of(text) for text in ["一、实践探索", "（二）聚焦融合", "3.发挥效应", "◎ 对策思考", "抓学习强素质"]]
    ['一、', '（一）', '1.', '◎', 'plain']
    """
    marker = heading_marker(heading)
    if marker:
        return marker.family
    bullet = BULLET.match(heading)
    return bullet[1] if bullet else PLAIN
