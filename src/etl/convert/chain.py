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
from typing import Any, NamedTuple

import numpy as np
from ahocorasick_rs import AhoCorasick, Implementation
from numpy.typing import NDArray

# OpenCC cuts the text at these and at white space first (its `split_chars_re`), so a key that holds
# one is never met; without such keys the cutting changes nothing.
SEPARATORS = frozenset(
    "-,.?!*，。、；：？！…“”‘’『』「」﹁﹂—－（）《》〈〉～．／＼︒︑︔︓︿﹀︹︺︙︐［﹇］﹈︕︖︰︳︴︽︾︵︶｛︷｝︸﹃﹄【︻】︼"
)

FEW = 1000  # keys


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
        singles = [entry for entry in self.entries if entry.rank == last and len(entry.key) == 1]
        self._table = _table(singles)
        self._codes = None if any(len(entry.new) != 1 for entry in singles) else _codes(singles)
        self._keys = [entry for entry in self.entries if entry.rank < last or len(entry.key) > 1]
        # The keys are few: as a full table of states they are searched twice as fast as otherwise.
        small = len(self._keys) <= FEW
        self._search = AhoCorasick(
            [entry.key for entry in self._keys], implementation=Implementation.DFA if small else None
        )

    def changes(self, text: str) -> list[Change]:
        """The keys that the stage replaces, in order, without overlaps; the table's characters are not listed."""
        hits = self._search.find_matches_as_indexes(text, overlapping=True)
        if not hits:
            return []
        found = [(self._keys[key].rank, start - stop, start, key) for key, start, stop in hits]
        accepted = (hit for cluster in _clusters(found) for hit in _without_overlaps(cluster))
        return sorted(Change(start, start - minus, self._keys[key].new) for _, minus, start, key in accepted)

    def characters(self, text: str) -> str:
        """The text with each character of the table replaced."""
        if self._codes is None:
            return text.translate(self._table)
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
        new: str = self._codes[codes].tobytes().decode("utf-32-le", "surrogatepass")
        return new

    def convert(self, text: str) -> str:
        """The text after this stage."""
        changes = self.changes(text)
        if self._codes is None:
            return splice(text, changes, self.characters)
        return splice(self.characters(text), changes, _as_it_is)


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


def _as_it_is(text: str) -> str:
    return text


Hit = tuple[int, int, int, int]  # rank, minus length, start, key


def _clusters(hits: Iterable[Hit]) -> Iterator[list[Hit]]:
    """The hits in groups that do not touch one another; nearly every group is a single hit."""
    cluster: list[Hit] = []
    reach = 0
    for hit in sorted(hits, key=lambda hit: hit[2]):
        if cluster and hit[2] >= reach:
            yield cluster
            cluster = []
        cluster.append(hit)
        reach = max(reach, hit[2] - hit[1])
    yield cluster


def _without_overlaps(cluster: list[Hit]) -> list[Hit]:
    """The hits that overlap none accepted before them, in the order (dictionary, longest, leftmost)."""
    if len(cluster) == 1:
        return cluster
    origin = min(start for _, _, start, _ in cluster)
    taken = bytearray(max(start - minus for _, minus, start, _ in cluster) - origin)
    accepted = []
    for hit in sorted(cluster):
        start, stop = hit[2] - origin, hit[2] - hit[1] - origin
        if taken.find(1, start, stop) < 0:
            taken[start:stop] = b"\1" * (stop - start)
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


def _codes(entries: Iterable[Entry]) -> NDArray[np.uint32]:
    """The same table over all code points, for whole texts as arrays: fifteen times as fast."""
    codes = np.arange(0x110000, dtype="<u4")
    for entry in entries:
        codes[ord(entry.key)] = ord(entry.new)
    return codes
