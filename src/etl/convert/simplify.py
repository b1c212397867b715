"""Simplify: one text in simplified script, with our corrections before OpenCC's chain.

OpenCC keeps the length of every text (checked when its dictionaries are loaded); a correction may
change it, so the corrections are what an alignment must know (`Simplified.changes`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import accumulate, groupby, pairwise
from typing import NamedTuple

from etl.convert.chain import Change, Stage, chain, convert, splice
from etl.lexicon.corrections import corrections
from etl.lexicon.shadow import rows, script_of

# A stretch of a mixed text has one script: a sentence, or a line.
STRETCH = re.compile(r"[^。！？!?；;﹔\n]*[。！？!?；;﹔\n]*")

# Traditional to OpenCC, and yet simplified script has them too, as words or in names (萧乾, 菜薹, 张昇;
# 通用规范汉字表, 2013): in a simplified stretch they stay.
BOTH = frozenset("乾徵薹麽夥昇甯祕氾脩")
_UNTOLD = dict.fromkeys(map(ord, BOTH))


class Simplified(NamedTuple):
    """A text in simplified script, and the corrections of ours that were made, in offsets of the source."""

    text: str
    changes: tuple[Change, ...]


def simplified(text: str) -> str:
    """A text that is known to be Traditional, or Traditional with a residue of Simplified, in simplified script.

    >>> simplified("學懂原著，著力講清怎么做、為甚麼")
    '学懂原著，着力讲清怎么做、为什么'
    """
    return of_traditional(text).text


def of_traditional(text: str) -> Simplified:
    """The whole text through the corrections and the chain."""
    (done,) = all_of_traditional([text])
    return done


def all_of_traditional(texts: Sequence[str]) -> list[Simplified]:
    r"""What `of_traditional` gives for each text, all read in one piece, which is several times as fast.

    A line break stands between them, and neither a correction nor a key of OpenCC holds one.

    >>> [done.text for done in all_of_traditional(["學懂\n原著", "", "為甚麼"])]
    ['学懂\n原著', '', '为什么']
    """
    whole = "\n".join(texts)
    changes = _corrections().changes(whole)
    done = _opencc(splice(whole, [Change(start, stop, "\n" * (stop - start)) for start, stop, _ in changes], str))
    starts = list(accumulate((len(text) + 1 for text in texts), initial=0))
    found = [Simplified(done[start : stop - 1], ()) for start, stop in pairwise(starts)]
    for at, own in groupby(changes, key=lambda change: bisect_right(starts, change.start) - 1):
        mine = tuple(Change(start - starts[at], stop - starts[at], new) for start, stop, new in own)
        found[at] = Simplified(splice(found[at].text, mine, str), mine)
    return found


def of_mixed(text: str) -> Simplified:
    """A text that holds both scripts: each stretch by what it is itself.

    A simplified stretch keeps every character that simplified script has (乾, 著, 瞭 and 覆 are
    words there); only its Traditional characters are converted. A stretch that shows no script
    goes with the one before it.

    >>> of_mixed("萧乾的著作值得读。接著讀，心裡明瞭。").text
    '萧乾的著作值得读。接着读，心里明了。'
    """
    done: list[str] = []
    changes: list[Change] = []
    at = 0
    for stretch, script in _stretches(text):
        part = Simplified(_strays(stretch), ()) if script == "hans" else of_traditional(stretch)
        done.append(part.text)
        changes += [Change(change.start + at, change.stop + at, change.new) for change in part.changes]
        at += len(stretch)
    return Simplified("".join(done), tuple(changes))


def _opencc(text: str) -> str:
    return convert(text, _stages())


@cache
def _stages() -> tuple[Stage, ...]:
    """`tw2s`: unlike `t2s` it reads 著力 as 着力; unlike `tw2sp` it leaves the vocabulary alone."""
    stages = chain("tw2s")
    uneven = [entry.key for stage in stages for entry in stage.entries if len(entry.key) != len(entry.new)]
    if uneven:
        raise ValueError(f"install opencc-python-reimplemented 0.1.7: this one changes the length of {uneven[0]}")
    return stages


@cache
def _corrections() -> Stage:
    """Our rows as a stage of its own; the empty dictionary behind them keeps single characters listed."""
    return Stage([{row.key: row.simplified for row in corrections()}, {}])


def _stretches(text: str) -> Iterator[tuple[str, str]]:
    """The text cut into stretches, each with its script (hans, hant or mixed)."""
    cuts = [cut for cut in STRETCH.findall(text) if cut]
    return zip(cuts, _settled([script_of(cut.translate(_UNTOLD)) for cut in cuts]), strict=True)


def _settled(scripts: Iterable[str | None]) -> list[str]:
    """The scripts with each unknown one taken from the one before it, or from the first known one."""
    known = list(scripts)
    last = next((script for script in known if script), "hans")
    settled = []
    for script in known:
        last = script or last
        settled.append(last)
    return settled


@cache
def _traditional_only() -> frozenset[str]:
    return frozenset(hant for hant, _, _ in rows()) - BOTH


def _strays(text: str) -> str:
    """A simplified text with the Traditional characters that strayed into it converted."""
    stray = _traditional_only()
    if stray.isdisjoint(text):
        return text
    return "".join(new if old in stray else old for old, new in zip(text, _opencc(text), strict=True))
