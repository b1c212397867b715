"""Slips: make whole again what a cut through GBK destroyed, where the bytes leave one likely reading.

How the damage came about: a text in GBK was cut at the two bytes of ？ (A3 BF), ； (A3 BB), ： ！ or ，
wherever they stood, also as the tail of one character and the head of the next; each piece was decoded
alone, and a lone byte became `?`. So 共解。科學 (… A1|A3 BF|C6 8C57) is seen as 共解??茖W: `?` for the lost
first byte, the mark, then characters read one byte off, until a lone byte sets the reading right: an
ASCII letter (the second byte of 學), or a `?` for a lost one. Everything between is written again from its
bytes; only the lost first and last byte are chosen, by what follows what in Chinese.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from heapq import nsmallest
from itertools import islice, pairwise
from typing import NamedTuple

from etl.clean.mends import Mend
from etl.clean.wording import MARKS, bits, bits_between, known
from etl.lexicon.shadow import script_of

GAIN = 12.0  # bits by which the repaired stretch must be likelier than the damaged one, in all
SURE = 0.77  # the least share of likelihood that the chosen reading has among all readings
REACH = 600  # characters: simplified text has few lone bytes, so a slip may run on for a page

_CUT = {**dict(zip("?;:!,", (0xBF, 0xBB, 0xBA, 0xA1, 0xAC), strict=True))}
_CUT |= dict(zip("？；：！，", _CUT.values(), strict=True))
_SITE = re.compile(r"[?\ufffd][?;:!,？；：！，]")
_LONE = "?\ufffd"
FOREIGN = 6.0  # bits: a character of the other script
NEAR = 6  # characters on either side that help to choose
APART = 3  # characters between two open ends that make them independent: a word has no more than four
KEPT = 8  # readings of either end that are weighed together
WIDE = 60  # the same, where the ends stand close: so many of either
CLOSE = 64  # and so many pairs of them
WAYS = 6  # readings of one site: each `?` in it may be a lost byte or the mark
MOST = 40  # sites of one page that are tried: a page with more is no text any more
ODD = 8.0  # bits: what stands for no character at all, such as `?;` within a sentence


class Reading(NamedTuple):
    """One way to read a damaged stretch that stops at `stop`: for each character what it may have been."""

    stop: int
    slots: tuple[tuple[str, ...], ...]


def repairs(string: str) -> list[Mend]:
    """The stretches that can be made whole again, ascending and disjoint; confidence is a share of likelihood.

    >>> [(mend.start, mend.stop, mend.new, mend.rule) for mend in repairs("問題共解??茖W考核評價")]
    [(4, 8, '。科學', 'phase-slip')]
    """
    found: list[Mend] = []
    if "?" not in string and "\ufffd" not in string:
        return found
    at = 0
    script = None
    for _ in range(MOST):
        site = _SITE.search(string, at)
        if site is None:
            break
        script = script or script_of(string) or "hans"
        mended = _mended(string, site.start(), found, script)
        if mended:
            found.append(mended)
        at = mended.stop if mended else site.start() + 1
    return found


def _mended(string: str, start: int, done: Sequence[Mend], script: str) -> Mend | None:
    """The likeliest whole reading of what begins at `start`, or None where none is certain."""
    before = _before(string, start, done)
    ranked: list[tuple[float, int, str]] = []
    for reading in islice(_readings(string, start), WAYS):
        after = _after(string, reading.stop)
        seen = bits(before + string[start : reading.stop] + after) + _oddity(string[start : reading.stop], script)
        gains = _rank(reading.slots, before, after, script)
        ranked += [(seen - cost, reading.stop, text) for cost, text in gains]
    ranked.sort(reverse=True)
    if not ranked or ranked[0][0] < GAIN or not all(map(known, ranked[0][2])):
        return None
    best, stop, text = ranked[0]
    if _in_code(string, start, stop):
        return None
    share = 1 / sum(2.0 ** max(-60.0, gain - best) for gain, _, _ in ranked)
    return Mend(start, stop, text, "repair", "phase-slip", round(share, 3)) if share >= SURE else None


def _in_code(string: str, start: int, stop: int) -> bool:
    """Whether the stretch ends with an ASCII character amid others: an address or a tag, no lone byte."""
    if stop - start < 5 and not string[start - 1 : start].strip():
        return True
    around = string[start - 1 : start] + string[stop : stop + 1]
    amid = any(char.isascii() and (char.isalnum() or char in "<[/=") for char in around)
    return amid and string[stop - 1] not in _LONE


def _before(string: str, start: int, done: Sequence[Mend]) -> str:
    """The characters before the site, as they were."""
    line = string.rfind("\n", 0, start) + 1
    if done and done[-1].stop > start - NEAR:
        return (done[-1].new + string[done[-1].stop : start])[-NEAR:]
    return string[max(line, start - NEAR) : start] or "\n"


def _after(string: str, stop: int) -> str:
    """The characters after it, to the line's end or a tag."""
    return re.split("[\n<]", string[stop : stop + NEAR], maxsplit=1)[0] or "\n"


def _readings(string: str, start: int) -> Iterator[Reading]:
    """Every way in which the bytes after a lost one can have been characters, with the lost bytes open."""
    yield from _onward(string, start + 2, (_heads(),), _CUT[string[start + 1]])


def _onward(string: str, at: int, slots: tuple[tuple[str, ...], ...], pending: int) -> Iterator[Reading]:
    """The readings from `at` on, where the byte `pending` waits for the second half of its character."""
    begun = list(slots)
    for place in range(at, min(len(string), at + REACH)):
        char = string[place]
        if char in _LONE:  # a lost byte, after which the reading is right again; or the mark ？ itself
            yield Reading(place + 1, (*begun, _tails(pending, string[place + 1 : place + 2])))
            if char == "?":
                yield from _through(string, place, begun, pending)
            return
        if char.isascii():
            last = _known(pending, ord(char))
            if last and 0x40 <= ord(char) <= 0x7E:
                yield Reading(place + 1, (*begun, (last,)))
            elif char in _CUT:
                yield from _through(string, place, begun, pending)
            return
        pair = _bytes(char)
        last = _known(pending, pair[0]) if pair else ""
        if not last or not pair:
            return
        begun.append((last,))
        pending = pair[1]
        if not 0x81 <= pending <= 0xFE:
            return


def _through(string: str, place: int, begun: Sequence[tuple[str, ...]], pending: int) -> Iterator[Reading]:
    """The readings where the mark at `place` is the tail of one character and the head of the next."""
    last = _known(pending, 0xA3)
    if last and len(begun) < REACH:
        yield from _onward(string, place + 1, (*begun, (last,)), _CUT[string[place]])


@cache
def _bytes(char: str) -> bytes | None:
    """The two bytes of a character, or None where it has not two."""
    code = char.encode("gb18030", "replace")
    return code if len(code) == 2 else None


@cache
def _known(lead: int, trail: int) -> str:
    """The character of two bytes; empty where they are none that anyone prints."""
    char = bytes((lead, trail)).decode("gb18030", "ignore")
    return char if len(char) == 1 and not "\ue000" <= char <= "\uf8ff" else ""


@cache
def _heads() -> tuple[str, ...]:
    """What a character may be of which only the second byte is known, the first of a full-width mark."""
    return _written(_known(lead, 0xA3) for lead in range(0x81, 0xFF))


@cache
def _tails(lead: int, follower: str) -> tuple[str, ...]:
    """What a character may be of which only the first byte is left.

    A lost second byte that another character follows directly was 0x80, which begins none: any other would
    have taken that character's first byte with it.
    """
    alone = not _eaten(follower)
    return _written(_known(lead, trail) for trail in (range(0x80, 0xFF) if alone else (0x80,)))


def _eaten(follower: str) -> bool:
    """Whether a lone byte before the character would have made one character with its first byte."""
    return "\u3400" <= follower <= "\uff00" or "@" <= follower <= "~"


def _written(chars: Iterable[str]) -> tuple[str, ...]:
    """Those of the characters that prose is written with."""
    return tuple(char for char in chars if char in MARKS or ("\u3400" <= char <= "\u9fff" and known(char)))


@lru_cache(maxsize=256)
def _rank(slots: tuple[tuple[str, ...], ...], before: str, after: str, script: str) -> list[tuple[float, str]]:
    """The texts that the slots allow with their bits, the likeliest first.

    Ends that stand far apart are chosen each by its surroundings, others together.
    """
    heads, *middle = slots
    tails = middle.pop() if len(middle[-1]) != 1 else ("",)
    inner = "".join(chars[0] for chars in middle)
    firsts = _likeliest(heads, before, inner[:NEAR], script)
    lasts = _likeliest(tails, inner[-NEAR:], after, script)
    if not lasts:
        return []
    if len(inner) < APART:
        # The cheapest so many sums of two sorted lists lie where the product of the places is no larger.
        pairs = (
            (first + last, head + inner + tail)
            for place, (first, head) in enumerate(firsts[:WIDE], 1)
            for last, tail in lasts[: min(WIDE, CLOSE // place)]
        )
        texts = [text for _, text in nsmallest(CLOSE, pairs)]
        return sorted((bits(before + text + after) + _strangeness(text, script), text) for text in texts)
    best = firsts[0][1] + inner + lasts[0][1]
    least = bits(before + best + after) + _strangeness(best, script) - firsts[0][0] - lasts[0][0]
    return sorted(
        (least + first + last, head + inner + tail) for first, head in firsts[:KEPT] for last, tail in lasts[:KEPT]
    )


def _likeliest(chars: Sequence[str], before: str, after: str, script: str) -> list[tuple[float, str]]:
    """The characters with their bits between the two strings, the likeliest first."""
    costs = bits_between(before, chars, after)
    return sorted((cost + _foreign(char, script), char) for cost, char in zip(costs, chars, strict=True))


@lru_cache(maxsize=8192)
def _foreign(char: str, script: str) -> float:
    """What a character of the other script costs."""
    return FOREIGN if script in {"hans", "hant"} and script_of(char) not in {None, script, "mixed"} else 0.0


def _strangeness(text: str, script: str) -> float:
    return sum(_foreign(char, script) for char in text)


def _oddity(text: str, script: str) -> float:
    """What the marks of damage cost that no writer sets."""
    odd = sum(ODD for first, second in pairwise(text) if first in _LONE and second in _CUT)
    return odd + _strangeness(text, script)
