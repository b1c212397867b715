"""Find the body: which layout lines of a web page are its main text.

Each line has a worth: prose counts for what it holds, links and scraps count against. The body is the
element whose lines are worth most together, cut to the run of lines that is worth most. Measured
against 27 pages with known main text; nothing here knows a site.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate

from etl.parse.layout import Layout, Row

LINKED = 0.5  # from this share of linked characters on a line is a menu, not prose
SHORT = 12  # characters: a shorter line is prose only if a sentence ends it
SCRAP = -6.0  # what a scrap is worth: a few headings do not part a body, a menu does
MENU = -12.0
PLAIN = 0.4  # what a character is worth on a line without any sentence mark: verse, a caption, a list
ASIDE = 0.3  # what remains of the worth of prose that the page itself calls a comment or a footer
BEYOND = 0.9  # an element is left for one inside it that holds this share of its worth

_PROSE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff，。、；：？！“”「」『』《》]")
_SENTENCE = re.compile(r"[，。；：？！,;?!…]")
_FURNITURE = re.compile(
    r"版权所有|版權所有|Copyright|©|ICP备|公网安备|未经.{0,8}(?:许可|授权|允许)|主办单位|技术支持|建议使用.{0,20}浏览|"
    r"上一[篇页条]|下一[篇页条]|相关(?:新闻|链接|阅读|文章)|相關(?:新聞|連結|閱讀|文章)|我来说两句|发表评论|發表評論"
)
_ASIDE = re.compile(
    r"comment|reply|foot(?!note)|sidebar|related|recommend|copyright|breadcrumb|(?<![a-z])nav", re.IGNORECASE
)


def main_blocks(page: Layout) -> list[bool]:
    """For each row of the page, whether it is main text; of a page without prose, all but its menus.

    >>> from etl.parse.layout import lay_out
    >>> main_blocks(lay_out("<a>首页</a><p>全市机关党组织书记述职，评议结果当场公布。</p>"))
    [False, True]
    """
    worths = [worth(page, row) for row in page.rows]
    seen = [not _is_menu(row) and not _unseen(page, row) for row in page.rows]
    if max(worths, default=0.0) <= 0:
        return seen
    inside = _inside(page, _best_element(page, worths))
    start, stop = _best_run([value if held else 0.0 for value, held in zip(worths, inside, strict=True)])
    return [held and start <= at < stop and seen[at] for at, held in enumerate(inside)]


def worth(page: Layout, row: Row) -> float:
    """What a line adds to a body: prose its characters, a menu or a scrap less than nothing."""
    if _unseen(page, row):
        return 0.0
    if _is_menu(row):
        return MENU
    text = page.text[row.start : row.stop]
    if _FURNITURE.search(text) and len(text) < 120:
        return MENU
    prose = len(_PROSE.findall(text)) - row.linked
    if not _SENTENCE.search(text) or (row.solid < SHORT and not _SENTENCE.search(text[-1])):
        value = SCRAP + PLAIN * prose
    else:
        value = float(prose)
    aside = value > 0 and _ASIDE.search(page.elements[row.element].hint)
    return ASIDE * value if aside else value


def _is_menu(row: Row) -> bool:
    return row.linked >= LINKED * row.solid


def _unseen(page: Layout, row: Row) -> bool:
    return page.elements[row.element].unseen


def _best_element(page: Layout, worths: Sequence[float]) -> int:
    """The innermost element that is worth as much as any, give or take BEYOND."""
    total = [0.0] * len(page.elements)
    for row, value in zip(page.rows, worths, strict=True):
        total[row.element] += value
    for index in range(len(total) - 1, 0, -1):  # an element stands after its parent
        total[page.elements[index].parent] += total[index]
    most = max(total)
    if most <= 0:  # menus everywhere: the page as a whole
        return 0
    return max(index for index, value in enumerate(total) if value >= BEYOND * most)


def _inside(page: Layout, element: int) -> list[bool]:
    """For each row, whether it stands in the element."""
    held = [False] * len(page.elements)
    held[element] = True
    for index in range(element + 1, len(held)):
        held[index] = held[page.elements[index].parent]
    return [held[row.element] for row in page.rows]


def _best_run(worths: Sequence[float]) -> tuple[int, int]:
    """The run of lines that is worth most together, the shortest of equals."""
    best, run = (0.0, 0, 0), 0
    sums = list(accumulate(worths, initial=0.0))
    for stop in range(1, len(sums)):
        if sums[stop] - sums[run] > best[0]:
            best = (sums[stop] - sums[run], run, stop)
        if sums[stop] <= sums[run]:
            run = stop
    return best[1], best[2]
