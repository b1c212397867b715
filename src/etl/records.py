"""What passes between the steps, declared once: one frozen record a table, and frames made of them.

A frame's columns are a record's fields, in order; an empty frame has its types too. Ids are short
strings derived from content: a letter for the kind, then base32 of a hash.
"""

from __future__ import annotations

import hashlib
import types
import typing
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime
from itertools import accumulate, chain, pairwise, product, repeat, starmap
from operator import attrgetter
from typing import Any, TypeVar

import numpy as np
import polars as pl
import pyarrow as pa

from etl.complaint import Complaint as Complaint  # noqa: PLC0414  (steps take these from here, with the records)
from etl.complaint import SetAside as SetAside  # noqa: PLC0414
from etl.text import Range, Span

R = TypeVar("R")


class Evidence(typing.NamedTuple):
    """A lexicon term that was met: `text[start:stop]` of the paragraph."""

    term: str
    start: int
    stop: int


class Section(typing.NamedTuple):
    """A run-in section of a paragraph; `[start, lead_stop)` is its marker or short announcing sentence."""

    start: int
    lead_stop: int
    stop: int


@dataclass(frozen=True, slots=True)
class RawFile:
    """One file under `raw/`: bytes that are never edited. `raw_path` is relative to `raw/`, with `/`."""

    raw_path: str
    source: str
    raw_sha256: str
    raw_bytes: int
    url: str | None = None
    fetched_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """One article; clean fills what the page says of itself, extract adds organ and region."""

    article_id: str
    source: str
    url: str | None
    origin_url: str | None
    raw_path: str
    raw_sha256: str
    raw_bytes: int
    raw_chars: int
    encoding: str
    media_type: str
    fetched_at: datetime | None
    script: str
    title: str | None
    title_original: str | None
    byline: str | None
    publisher: str | None
    issue: str | None
    published_on: date | None
    published_precision: str | None
    organ: str | None
    region_code: str | None
    region: str | None
    rules_version: str
    main_text_agreement: float | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A kept stretch of an article: body, heading or caption, in the order of the page.

    `original` is raw text plus edits; `text` is the same in simplified script (equal to `original`
    until convert has run); `spans` align `text` with the raw text. `damage` are ranges of `text`.
    """

    article_id: str
    position: int
    kind: str
    original: str
    text: str
    spans: tuple[Span, ...]
    script: str
    damage: tuple[Range, ...]


@dataclass(frozen=True, slots=True)
class Removed:
    """A stretch of raw text that no paragraph holds, and the rule that took it out.

    `kind` is metadata, credits, chrome, legal, related, spam, duplicate, promotion or blank-page;
    `text` is `raw[raw_start:raw_stop]`.
    """

    article_id: str
    raw_start: int
    raw_stop: int
    text: str
    kind: str
    rule: str


@dataclass(frozen=True, slots=True)
class Edit:
    """A change between raw text and `original` (kind `script`: between `original` and `text`).

    `before` is `raw[raw_start:raw_stop]` and `after` what stands for it. A mark that changes
    nothing (`before == after`, kind `damage`) says that the stretch was destroyed upstream.
    """

    article_id: str
    raw_start: int
    raw_stop: int
    before: str
    after: str
    kind: str
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph under its headings. `tokens` joined give `text`; ranges and sections are of `text`."""

    paragraph_id: str
    article_id: str
    position: int
    kind: str
    headings: tuple[str, ...]
    text: str
    original: str
    script: str
    tokens: tuple[str, ...]
    spans: tuple[Span, ...]
    sentences: tuple[Range, ...]
    sections: tuple[Section, ...]
    damage: tuple[Range, ...]
    damaged: bool


@dataclass(frozen=True, slots=True)
class Numeral:
    """A numeral of the raw text, kept or removed; `outcome` is `quantity` or the reason it is none."""

    numeral_id: str
    article_id: str
    paragraph_id: str | None
    text: str
    raw_start: int
    raw_stop: int
    outcome: str
    quantity_id: str | None


@dataclass(frozen=True, slots=True)
class Quantity:
    """A stated amount; `[low, high]` is the interval that `op` implies (None is open)."""

    quantity_id: str
    article_id: str
    paragraph_id: str
    measure_id: str | None
    text: str
    value: float
    value_high: float | None
    low: float | None
    high: float | None
    op: str
    unit: str
    dimension: str
    role: str
    counted: str | None
    start: int
    stop: int
    raw_start: int
    raw_stop: int
    rule: str


@dataclass(frozen=True, slots=True)
class Measure:
    """A concrete act that an organ reports; the span runs from the verb to the object's end."""

    measure_id: str
    article_id: str
    paragraph_id: str
    verb: str
    object: str
    text: str
    start: int
    stop: int
    raw_start: int
    raw_stop: int
    verb_raw_start: int
    verb_raw_stop: int
    actor: str | None
    actor_source: str | None
    status: str
    period_start: date | None
    period_stop: date | None
    programmes: tuple[str, ...]
    rule: str
    doubt: str | None


@dataclass(frozen=True, slots=True)
class ThemeTag:
    """A leaf theme that a paragraph is about, with the terms that say so."""

    paragraph_id: str
    article_id: str
    theme_id: str
    score: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a paragraph: organ, region, date, programme, document, meeting or slogan."""

    mention_id: str
    article_id: str
    paragraph_id: str
    type: str
    text: str
    normal: str
    code: str | None
    programme_id: str | None
    start: int
    stop: int
    raw_start: int
    raw_stop: int


@dataclass(frozen=True, slots=True)
class Programme:
    """A named initiative, mechanism, brand, campaign or document, as one article names it, and how often.

    The warehouse adds these up over its articles; `name` and `kind` are the article's most frequent ones.
    """

    article_id: str
    programme_id: str
    name: str
    kind: str
    mentions: int


@dataclass(frozen=True, slots=True)
class Reject:
    """An input that was set aside, the step that refused it and why."""

    raw_path: str
    raw_sha256: str
    step: str
    reason: str


def identify(kind: str, *parts: object) -> str:
    """The id of a thing of this kind: the letter, then 60 bits of a hash of the parts in base32.

    >>> identify("a", "samples/x.txt", "e3b0")
    'a66mgnap4hsbt'
    """
    digest = hashlib.sha256("\x1f".join(map(str, parts)).encode("utf-8", "surrogatepass")).digest()
    number = int.from_bytes(digest[:8]) >> 4
    return kind + "".join([_PAIRS[number >> shift & 1023] for shift in (50, 40, 30, 20, 10, 0)])


def identified(kind: str, keys: Iterable[str]) -> list[str]:
    r"""What `identify` gives for many things of one kind; a key is a thing's parts, joined by the character 1F.

    >>> identified("a", ["samples/x.txt\x1fe3b0"])
    ['a66mgnap4hsbt']
    """
    digests = b"".join([hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()[:8] for key in keys])
    numbers = np.frombuffer(digests, ">u8").astype(np.uint64)
    digits = numbers[:, None] >> np.arange(59, 3, -5, dtype=np.uint64) & np.uint64(31)
    letters = _DIGITS[digits.astype(np.intp)].tobytes().decode("ascii")
    return [kind + letters[at : at + 12] for at in range(0, len(letters), 12)]


_DIGITS = np.frombuffer(b"abcdefghijklmnopqrstuvwxyz234567", np.uint8)
# Two digits of base32 at a time: four times as fast as the library's own.
_PAIRS = ["".join(pair) for pair in product("abcdefghijklmnopqrstuvwxyz234567", repeat=2)]


def schema(record: type[Any]) -> dict[str, pl.DataType]:
    """The polars schema of a record's frame: its fields in order, typed."""
    hints = typing.get_type_hints(record)
    return {field.name: _dtype(hints[field.name]) for field in fields(record)}


def frame(record: type[Any], rows: Iterable[Any]) -> pl.DataFrame:
    """The records as a frame with the record's schema; no rows gives an empty frame with types.

    A column of lists is built from one flat array and the lists' lengths: no object is made for an item.
    """
    kept = list(rows)
    hints = typing.get_type_hints(record)
    columns = {
        field.name: _column(hints[field.name], list(map(attrgetter(field.name), kept))) for field in fields(record)
    }
    return pl.DataFrame(columns)


def column(record: type[Any], name: str, values: list[Any]) -> pl.Series:
    """The values of one field as the column of that field; a list will do for a tuple."""
    return _column(typing.get_type_hints(record)[name], values).alias(name)


def records(record: type[R], rows: pl.DataFrame) -> Iterator[R]:
    """The rows of a frame as records again: the inverse of `frame`."""
    hints = typing.get_type_hints(record)
    yield from map(record, *(_values(hints[name], rows[name]) for name in schema(record)))


_SCALARS: dict[Any, pl.DataType] = {
    str: pl.String(),
    int: pl.Int64(),
    float: pl.Float64(),
    bool: pl.Boolean(),
    date: pl.Date(),
    datetime: pl.Datetime("us"),
}


def _dtype(hint: Any) -> pl.DataType:  # noqa: ANN401  (a type hint has no narrower type)
    """The polars type of a field's annotation: scalar, `T | None`, `tuple[T, ...]` or a NamedTuple."""
    if hint in _SCALARS:
        return _SCALARS[hint]
    arguments = typing.get_args(hint)
    if isinstance(hint, types.UnionType):
        return _dtype(next(option for option in arguments if option is not type(None)))
    if typing.get_origin(hint) is tuple:
        return pl.List(_dtype(arguments[0]))
    return pl.Struct({name: _dtype(inner) for name, inner in typing.get_type_hints(hint).items()})


def _column(hint: Any, values: list[Any]) -> pl.Series:  # noqa: ANN401  (a type hint has no narrower type)
    """The values of one field as a column."""
    if typing.get_origin(hint) is not tuple:
        return pl.Series(values, dtype=_dtype(hint), strict=True)
    borders = [0, *accumulate(map(len, values))]
    flat = _items(typing.get_args(hint)[0], list(chain.from_iterable(values)))
    lists = pa.LargeListArray.from_arrays(pl.Series(borders, dtype=pl.Int64).to_arrow(), flat.to_arrow())  # type: ignore[call-overload]  # the stubs know no offsets of unnamed type
    return pl.Series(lists, dtype=_dtype(hint))


def _items(hint: Any, items: list[Any]) -> pl.Series:  # noqa: ANN401  (a type hint has no narrower type)
    """What stands in a column of lists, one after another; a NamedTuple as a struct."""
    if hint in _SCALARS:
        return pl.Series(items, dtype=_SCALARS[hint], strict=True)
    hints = typing.get_type_hints(hint)
    parts = zip(*items, strict=True) if items else repeat(())
    return pl.DataFrame(
        [pl.Series(name, part, _dtype(inner), strict=True) for (name, inner), part in zip(hints.items(), parts)]  # noqa: B905  (`repeat` has no length)
    ).to_struct()


def _values(hint: Any, column: pl.Series) -> Iterable[Any]:  # noqa: ANN401  (a type hint has no narrower type)
    """The values of a column: the inverse of `_column`."""
    if typing.get_origin(hint) is not tuple:
        return column.to_list()
    item = typing.get_args(hint)[0]
    lengths = column.list.len().to_list()
    flat = column.filter(column.list.len() > 0).explode()
    if item in _SCALARS:
        items = flat.to_list()
    else:
        items = list(map(item, *(flat.struct.field(name).to_list() for name in typing.get_type_hints(item))))
    return map(tuple, map(items.__getitem__, starmap(slice, pairwise(accumulate(lengths, initial=0)))))
