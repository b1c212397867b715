"""Normal forms: write every character in its one form, and leave a receipt for each change.

Only what is the same character in another coat is changed. Never NFKC: …, ①, ㎡ and ½ stay.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from operator import attrgetter
from typing import NamedTuple

from etl.clean.lines import UNSEEN
from etl.lexicon.radicals import radicals
from etl.text import Range

WIDE_MARKS = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！", "(": "（", ")": "）"}
SMALL_MARKS = dict(zip("﹐﹑﹔﹕﹖﹗﹙﹚﹛﹜﹝﹞﹪", "，、；：？！（）｛｝〔〕%", strict=True))
_WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff“”‘’…—·"


class Change(NamedTuple):
    """`[start, stop)` of a string becomes `new`; `kind` and `rule` are those of its edit."""

    start: int
    stop: int
    new: str
    kind: str
    rule: str


DOUBLED = "，、；：,;。"


def may_change(char: str) -> bool:
    """Whether something may have to change where the character stands; else only two of DOUBLED side by side do.

    What some other character can take in when they are composed is a mark, a Jamo, or far from any that we print.
    """
    alone = unicodedata.is_normalized("NFC", char) and unicodedata.category(char)[0] != "M" and not _combines(char)
    far = "\U00010000" <= char < "\U00020000"
    return char in _LAYOUT or far or not alone or bool(_coat_pattern().match(char))


# Where a pipe, a quote, a break of the source or a mark to be widened may stand.
_LAYOUT = frozenset('"|│┃｜\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029,;:?!()')


def changes(string: str, damage: Sequence[Range] = ()) -> list[Change]:
    """What must change for the string to stand in its normal form: ascending, disjoint.

    Nothing inside `damage` (ascending, disjoint) is touched.

    >>> [change.new for change in changes("中央,省委２0个")]
    ['，', '2']
    """
    first = [*_doubled(string), *_quotes(string), *_pipes(string)]
    found = [*_composed(string), *_coats(string), *_source_breaks(string), *_marks(string)]
    out: list[Change] = []
    for change in _preferring(first, found):
        near = bisect_right(damage, change.start, key=attrgetter("stop"))
        if near < len(damage) and damage[near].start < change.stop:
            continue
        if not out or out[-1].stop <= change.start:
            out.append(change)
    return out


def _preferring(first: list[Change], found: list[Change]) -> list[Change]:
    """All the changes in order, without those that overlap one of the first."""
    if not first:
        return sorted(found)
    taken = {at for change in first for at in range(change.start, change.stop)}
    return sorted([*first, *(change for change in found if taken.isdisjoint(range(change.start, change.stop)))])


# A mark that stands twice, or beside a weaker one: ，， 。。 ，。 Three stops are an ellipsis; ！！ is meant.
_DOUBLED = re.compile(
    "(?P<mark>[，、；：,;])(?P=mark)+|(?<!。)。。(?!。)|(?<=[^\\x00-\\xff])[，、,](?P<strong>[。；;])"
)


_TWO_MARKS = re.compile("[，、；：,;。][，、；：,;。]")


def _doubled(string: str) -> Iterator[Change]:
    """Doubled marks as one; ASCII ones only after a Han character."""
    for found in _DOUBLED.finditer(string) if _TWO_MARKS.search(string) else ():
        start, stop = found.span()
        mark = found["strong"] or found["mark"] or "。"
        if found[0].isascii() and not _wide(string, start - 1):
            continue
        yield Change(start, stop, WIDE_MARKS.get(mark, mark), "punctuation", "doubled-mark")


_PIPE = re.compile(r"\A(?:[|│┃｜]\s*)+(?=[^\s|│┃｜])|(?<=[^\s|│┃｜])(?:\s*[|│┃｜])+\Z")


def _pipes(string: str) -> Iterator[Change]:
    """The strokes that a layout drew around a paragraph; those between the cells of a row stay."""
    if "\n" in string or not _HAN.search(string):
        return
    for found in _PIPE.finditer(string):
        yield Change(*found.span(), "", "punctuation", "layout-pipe")


def _quotes(string: str) -> Iterator[Change]:
    """Straight quotes around Chinese as “ and ”, where all quotes of the string pair: “主题" is closed by one."""
    if '"' not in string:
        return
    found, opened = [], -1
    for hit in _ANY_QUOTE.finditer(string):
        at = hit.start()
        opens = hit[0] == "“" or (hit[0] == '"' and opened < 0)
        if opens == (opened >= 0) or (not opens and not _quotes_han(string, opened, at)):
            return
        opened = at if opens else -1
        if hit[0] == '"':
            found.append(Change(at, at + 1, "“" if opens else "”", "punctuation", "straight-quote"))
    if opened < 0:
        yield from found


def _quotes_han(string: str, opening: int, closing: int) -> bool:
    """Whether what stands between two quotes is quoted Chinese."""
    inner, before = string[opening + 1 : closing], string[opening - 1 : opening]
    in_code = before.isascii() and (before.isalnum() or before == "=")
    return not in_code and bool(_HAN.search(inner)) and inner == inner.strip() and inner[0] not in _CLOSING


@cache
def _coat_rows() -> dict[str, tuple[str, str, str]]:
    """Character to what stands for it, kind and rule."""
    full = {
        chr(code): chr(code - 0xFEE0)
        for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
    }
    return {
        **{radical: (ideograph, "fold", "radical") for radical, ideograph in radicals().items()},
        **{mark: (new, "fold", "full-width") for mark, new in {**full, "％": "%"}.items()},
        **{mark: (new, "punctuation", "small-form") for mark, new in SMALL_MARKS.items()},
    }


@cache
def _coat_pattern() -> re.Pattern[str]:
    return re.compile(f"[{''.join(map(re.escape, sorted(_coat_rows())))}{UNSEEN}．]")


_SOURCE_BREAK = re.compile("[ \t\u3000\xa0]*[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]\\s*")


def _coats(string: str) -> Iterator[Change]:
    """Full-width letters and digits, radicals and small forms in their plain coat; invisible characters go."""
    rows = _coat_rows()
    for found in _coat_pattern().finditer(string):
        at = found.start()
        if found[0] in rows:
            yield Change(at, at + 1, *rows[found[0]])
        elif found[0] != "．":
            yield Change(at, at + 1, "", "fold", "invisible")
        elif string[at - 1 : at].isdigit() and string[at + 1 : at + 2].isdigit():
            yield Change(at, at + 1, ".", "fold", "full-width")


def _source_breaks(string: str) -> Iterator[Change]:
    """Line breaks of a page's source, which are blanks: nothing between Han, one space between Latin words."""
    for found in _SOURCE_BREAK.finditer(string):
        start, stop = found.span()
        spaced = string[start - 1 : start].isascii() and string[stop : stop + 1].isascii()
        yield Change(start, stop, " " if spaced else "", "join", "source-wrap")


def _composed(string: str) -> Iterator[Change]:
    """NFC, cluster by cluster, where it changes anything."""
    if unicodedata.is_normalized("NFC", string):
        return
    start = 0
    for stop in range(1, len(string) + 1):
        if stop < len(string) and _combines(string[stop]):
            continue
        cluster = string[start:stop]
        new = unicodedata.normalize("NFC", cluster)
        if new != cluster:
            yield Change(start, stop, new, "fold", "nfc")
        start = stop


def _combines(character: str) -> bool:
    """Whether it belongs to the character before it: a mark, or a Jamo vowel or final."""
    return unicodedata.combining(character) != 0 or "\u1160" <= character <= "\u11ff"


_MARK = re.compile("[,;:?!()]")
_ADDRESS = re.compile(r"https?://[!-~]+|www\.[!-~]+|[\w.+-]{1,60}@[\w-]{1,60}\.[\w.-]{1,60}")
_HAS_WIDE = re.compile(f"[{_WIDE}]")
_HAN = re.compile("[㐀-鿿]")
_ANY_QUOTE = re.compile('["“”]')
_CLOSING = frozenset("，。、；：！？）》”,.;:!?)")
_NEARBY = 80  # characters within which a bracket's partner is looked for


def _marks(string: str) -> Iterator[Change]:
    """ASCII marks beside Han, full-width; numbers, times, addresses and Latin keep theirs."""
    spared = (
        [found.span() for found in _ADDRESS.finditer(string)]
        if "@" in string or "www" in string or "://" in string
        else []
    )
    closing: dict[int, bool] = {}
    folded = -1
    for found in _MARK.finditer(string):
        at = found.start()
        if any(low <= at < high for low, high in spared):
            continue
        wide = folded == at - 1 or _wide(string, at - 1) or _wide(string, at + 1)
        if found[0] == "(":
            wide = _bracket(string, at, closing)
        elif at in closing:
            wide = closing[at]
        if wide:
            folded = at
            yield Change(at, at + 1, WIDE_MARKS[string[at]], "punctuation", "full-width-mark")


def _wide(string: str, at: int) -> bool:
    """Whether a Han character or a full-width mark stands there."""
    return 0 <= at < len(string) and (string[at] > "\u2e7f" or string[at] in "“”‘’…—·")


def _bracket(string: str, at: int, closing: dict[int, bool]) -> bool:
    """Whether the bracket opens something Han, or follows it; its partner goes with it."""
    stop = string.find(")", at + 1, at + _NEARBY)
    if stop < 0 or "(" in string[at + 1 : stop]:
        return _wide(string, at - 1) or _wide(string, at + 1)
    wide = (
        bool(_HAS_WIDE.search(string, at + 1, stop)) or _wide(string, at - 1) or (at == 0 and _wide(string, stop + 1))
    )
    closing[stop] = wide
    return wide
