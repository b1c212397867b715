"""Normal forms: write every character in its one form, and leave a receipt for each change.

Only what is the same character in another coat is changed. Never NFKC: …, ①, ㎡ and ½ stay.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
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


def changes(string: str, damage: Sequence[Range] = ()) -> list[Change]:
    """What must change for the string to stand in its normal form: ascending, disjoint.

    Nothing inside `damage` is touched.

    >>> [change.new for change in changes("中央,省委２0个")]
    ['，', '2']
    """
    found = [*_composed(string), *_coats(string), *_marks(string)]
    out: list[Change] = []
    for change in sorted(found):
        if any(change.start < hurt.stop and hurt.start < change.stop for hurt in damage):
            continue
        if not out or out[-1].stop <= change.start:
            out.append(change)
    return out


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
    single = "".join(map(re.escape, sorted(_coat_rows())))
    return re.compile(
        f"[{single}]|[{UNSEEN}]+|(?<=[\\d０-９])．(?=[\\d０-９])|[ \t\u3000\xa0]*[\r\n\x0b\x0c\x85\u2028\u2029]\\s*"
    )


def _coats(string: str) -> Iterator[Change]:
    """Full-width letters and digits, radicals, small forms; invisible characters and source line breaks go."""
    if string.isascii() and string.isprintable():
        return
    rows = _coat_rows()
    for found in _coat_pattern().finditer(string):
        start, stop = found.span()
        if found[0] in rows:
            yield Change(start, stop, *rows[found[0]])
        elif found[0] == "．":
            yield Change(start, stop, ".", "fold", "full-width")
        elif found[0].isspace():
            spaced = string[start - 1 : start].isascii() and string[stop : stop + 1].isascii()
            yield Change(start, stop, " " if spaced else "", "join", "source-wrap")
        else:
            yield Change(start, stop, "", "fold", "invisible")


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


_MARK = re.compile(
    rf"(?P<single>(?<=[{_WIDE}])[,;:?!]+|[,;:?!]+(?=[{_WIDE}]))"
    rf"|(?P<pair>\((?:(?=[^()\n]{{0,80}}[{_WIDE}])[^()\n]{{1,80}}|[^()\n]{{0,80}})\))|(?P<half>(?<=[{_WIDE}])[()]|[()](?=[{_WIDE}]))"
)
_ADDRESS = re.compile(r"https?://[!-~]+|www\.[!-~]+|[\w.+-]{1,60}@[\w-]{1,60}\.[\w.-]{1,60}")
_HAS_WIDE = re.compile(f"[{_WIDE}]")


def _marks(string: str) -> Iterator[Change]:
    """ASCII marks beside Han, full-width; numbers, times, addresses and Latin keep theirs."""
    spared = (
        [found.span() for found in _ADDRESS.finditer(string)]
        if "@" in string or "http" in string or "www." in string
        else []
    )
    for found in _MARK.finditer(string):
        start, stop = found.span()
        if any(low < stop and start < high for low, high in spared):
            continue
        if found["pair"]:
            yield from _pair(string, start, stop)
        else:
            yield from (
                Change(at, at + 1, WIDE_MARKS[string[at]], "punctuation", "full-width-mark")
                for at in range(start, stop)
            )


def _pair(string: str, start: int, stop: int) -> Iterator[Change]:
    """Both brackets, where what they hold or what they follow is Han; the marks inside on their own."""
    inner = string[start + 1 : stop - 1]
    wide = (
        _HAS_WIDE.search(inner)
        or _HAS_WIDE.match(string[start - 1 : start] if start else "")
        or (start == 0 and _HAS_WIDE.match(string[stop : stop + 1]))
    )
    if wide:
        yield Change(start, start + 1, "（", "punctuation", "full-width-mark")
    for change in _marks(inner):
        yield change._replace(start=change.start + start + 1, stop=change.stop + start + 1)
    if wide:
        yield Change(stop - 1, stop, "）", "punctuation", "full-width-mark")
