"""Weigh: what other extractors take for a page's main text, how far they agree with ours, and whom to follow.

Agreement is a figure of confidence: where our extractor and readability held the same (Dice of character pairs at
least AGREED), ours scored .95 and .99 on two sets of Chinese pages, elsewhere .76 and .60 (92 % of the pages
agreed). Where they do not, a third is asked, and the one most like the two others is followed.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from lxml import etree

from etl.parse.body import main_blocks
from etl.parse.layout import Layout

AGREED = 0.8  # from this likeness on two extractors say the same
LONGEST = 2_000_000  # characters of a page's source: a longer one has no second opinion
DEEPEST = 48  # elements in one another; of 27 pages of 20 sites none has more than 30
MOST = 20_000  # elements of a page
SCRAP = 4  # characters: a shorter line is found anywhere, and is taken only between lines that are


class Verdict(NamedTuple):
    """For each row of the page whether it is main text, and how alike the two extractors were (0 to 1).

    `agreement` is None where nobody else could read the page.
    """

    taken: list[bool]
    agreement: float | None


def weighed(page: Layout, source: str) -> Verdict:
    """The main text of a page, by ours and where it stands alone by the medoid of three; `source` is its HTML."""
    own = main_blocks(page)
    text = "".join(_row(page, at) for at, held in enumerate(own) if held)
    second = _heard(_readability, source) if _plain(page) else ""
    if not second:
        return Verdict(own, None)
    agreement = alike(text, second)
    if agreement >= AGREED:
        return Verdict(own, round(agreement, 3))
    third = _heard(_trafilatura, source)
    followed = medoid((text, second, third))
    taken = own if followed == 0 else _rows_of(page, (text, second, third)[followed])
    return Verdict(taken if any(taken) else own, round(agreement, 3))


def alike(one: str, other: str) -> float:
    """How alike two texts are: Dice of their pairs of characters, 0 to 1; blanks do not count.

    >>> round(alike("机关党建走深", "机关党建 走实"), 2)
    0.8
    """
    first, second = _pairs(one), _pairs(other)
    total = first.total() + second.total()
    return 2 * (first & second).total() / total if total else 0.0


def medoid(texts: Sequence[str]) -> int:
    """The index of the text that is most like the others, the first of equals.

    >>> medoid(["首页 党建 工作", "党支部办班五期", "党支部办班五期。"])
    1
    """
    worth = [sum(alike(text, other) for at, other in enumerate(texts) if at != own) for own, text in enumerate(texts)]
    return worth.index(max(worth))


def _pairs(text: str) -> Counter[str]:
    solid = _squeezed(text)
    return Counter(solid[at : at + 2] for at in range(len(solid) - 1))


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _row(page: Layout, at: int) -> str:
    return page.text[page.rows[at].start : page.rows[at].stop]


def _rows_of(page: Layout, text: str) -> list[bool]:
    """The rows that another extractor's text holds; scraps where they stand between two such rows."""
    whole = _squeezed(text)
    rows = [_squeezed(_row(page, at)) for at in range(len(page.rows))]
    held = [len(row) > SCRAP and row in whole for row in rows]
    first, last = (held.index(True), len(held) - held[::-1].index(True)) if any(held) else (0, 0)
    return [
        held[at] or (first < at < last and 0 < len(row) <= SCRAP and row in whole and held[at - 1])
        for at, row in enumerate(rows)
    ]


def _plain(page: Layout) -> bool:
    """Whether the page is built as pages are: the others weigh each element with all above it, and run for minutes."""
    depths = [0] * len(page.elements)
    for at in range(1, len(depths)):
        depths[at] = depths[page.elements[at].parent] + 1
    return max(depths) <= DEEPEST and len(depths) <= MOST


def _heard(extractor: Callable[[str], str], source: str) -> str:
    """What another extractor says; nothing where it cannot read the page."""
    if len(source) > LONGEST:
        return ""
    try:
        return extractor(source)
    except (etree.LxmlError, ValueError, AssertionError, RecursionError):
        return ""


def _readability(source: str) -> str:
    from readability import Document  # noqa: PLC0415  (half a second, and only pages need it)
    from readability.readability import Unparseable  # noqa: PLC0415

    logging.getLogger("readability").setLevel(logging.CRITICAL)
    try:
        tree = etree.HTML(Document(source).summary())
    except Unparseable:
        return ""
    return "" if tree is None else "".join(map(str, tree.itertext()))


def _trafilatura(source: str) -> str:
    import trafilatura  # noqa: PLC0415  (half a second, and few pages need it)

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    return trafilatura.extract(source, favor_precision=True, include_comments=False) or ""
