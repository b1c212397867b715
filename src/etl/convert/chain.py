"""Run an OpenCC chain at speed: what the package's `convert` gives, compiled from its own dictionaries.

The rule of opencc-python-reimplemented, stage by stage: for each dictionary of the stage in order,
take the longest key found anywhere in what is still unmatched (the leftmost among equals), cut it
out, and go on left and right of it. That equals: list every occurrence of every key, sort by
(dictionary, longest first, start), accept each that overlaps none accepted. Identity is under test.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import pairwise
from typing import Any, NamedTuple

from ahocorasick_rs import AhoCorasick

# OpenCC cuts the text at these and at white space first (its `split_chars_re`), so a key that holds
# one is never met; without such keys the cutting changes nothing.
SEPARATORS = frozenset(
    "-,.?!*，。、；：？！…“”‘’『』「」﹁﹂—－（）《》〈〉～．／＼︒︑︔︓︿﹀︹︺︙︐［﹇］﹈︕︖︰︳︴︽︾︵︶｛︷｝︸﹃﹄【︻】︼"
)


class Change(NamedTuple):
    """`text[start:stop]` becomes `new`."""

    start: int
    stop: int
    new: str


class Entry(NamedTuple):
    """A key of a dictionary; `rank` is the dictionary's place in its group."""

    key: str
    new: str
    rank: int


class Stage:
    """One group of dictionaries, compiled: an automaton for the keys, a table for single characters.

    The table holds the single characters of the last dictionary: nothing can come after them.
    """

    def __init__(self, dictionaries: Sequence[Mapping[str, str]]) -> None:
        ranked = [Entry(key, new, rank) for rank, one in enumerate(dictionaries) for key, new in one.items()]
        last = len(dictionaries) - 1
        self.entries = [entry for entry in ranked if not _cut_apart(entry.key)]
        self._table = _table([entry for entry in self.entries if entry.rank == last and len(entry.key) == 1])
        self._keys = [entry for entry in self.entries if entry.rank < last or len(entry.key) > 1]
        self._search = AhoCorasick([entry.key for entry in self._keys])

    def changes(self, text: str) -> list[Change]:
        """The keys that the stage replaces, in order, without overlaps; the table's characters are not listed."""
        hits = self._search.find_matches_as_indexes(text, overlapping=True)
        if not hits:
            return []
        found = [(self._keys[key].rank, start - stop, start, key) for key, start, stop in hits]
        if any(earlier[2] > later[1] for earlier, later in pairwise(sorted(hits, key=lambda hit: hit[1]))):
            found = _without_overlaps(sorted(found), len(text))
        return sorted(Change(start, start - minus, self._keys[key].new) for _, minus, start, key in found)

    def characters(self, text: str) -> str:
        """The text with each character of the table replaced."""
        return text.translate(self._table)

    def convert(self, text: str) -> str:
        """The text after this stage."""
        changes = self.changes(text)
        return splice(text, changes, self.characters) if changes else self.characters(text)


def convert(text: str, stages: Iterable[Stage]) -> str:
    """The text after all stages.

    >>> convert("著力講好著名的故事", chain("tw2s"))
    '着力讲好著名的故事'
    """
    for stage in stages:
        text = stage.convert(text)
    return text


@cache
def chain(config: str) -> tuple[Stage, ...]:
    """The stages of one of the package's configurations, such as `tw2s`."""
    setting = json.loads(_package().joinpath("config", f"{config}.json").read_text("utf-8"))
    return tuple(Stage(_dictionaries(link["dict"])) for link in setting["conversion_chain"])


def splice(text: str, changes: Iterable[Change], between: Callable[[str], str]) -> str:
    """The text with the changes made, and `between` applied to every stretch that no change touches."""
    return "".join(_spliced(text, changes, between))


def _spliced(text: str, changes: Iterable[Change], between: Callable[[str], str]) -> Iterator[str]:
    at = 0
    for start, stop, new in changes:
        yield between(text[at:start])
        yield new
        at = stop
    yield between(text[at:])


def _without_overlaps(ranked: Iterable[tuple[int, int, int, int]], length: int) -> list[tuple[int, int, int, int]]:
    """The hits (rank, minus length, start, key) that overlap none accepted before them."""
    taken = bytearray(length)
    accepted = []
    for hit in ranked:
        _, minus, start, _ = hit
        if taken.find(1, start, start - minus) < 0:
            taken[start : start - minus] = b"\1" * -minus
            accepted.append(hit)
    return accepted


def _package() -> Traversable:
    return files("opencc")


def _dictionaries(node: dict[str, Any]) -> list[dict[str, str]]:
    """The dictionaries that a chain's link names, in their order; a group's members one after another."""
    if node["type"] == "group":
        return [one for member in node["dicts"] for one in _dictionaries(member)]
    return [_dictionary(node["file"])]


@cache
def _dictionary(file: str) -> dict[str, str]:
    """One dictionary; of several values the first counts, as in the package."""
    lines = _package().joinpath("dictionary", file).read_text("utf-8").split("\n")
    pairs = (line.strip().split("\t") for line in lines if line.strip())
    return {key: values.split(" ")[0] for key, values in pairs}


def _cut_apart(key: str) -> bool:
    return any(character in SEPARATORS or character.isspace() for character in key)


def _table(entries: Iterable[Entry]) -> list[int | str]:
    """A table for `str.translate` by code point: a list, because a gap in a dict costs an exception inside.

    What lies beyond the list stays as it is.
    """
    new = {ord(entry.key): entry.new for entry in entries}
    return [new.get(code, code) for code in range(max(new, default=-1) + 1)]
