"""Rows: give the findings of one paragraph their ids and raw offsets.

Ids come from what a finding is and where it stands, so the same text gives the same rows everywhere. A row is a tuple
of its record's fields, and where an id belongs it holds what the id is made of: ids are made for a table at once, and
no record for each of its rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import Any

import polars as pl

from etl.extract.findings import Account, Act, Amount, Name, Part, Setting
from etl.extract.keys import key
from etl.extract.measures import attach, measures
from etl.extract.quantities import furniture_numerals, quantities
from etl.extract.themes import tags
from etl.frames import framed
from etl.identity import SEPARATOR, identified, identify
from etl.records import Edit, Measure, Mention, Numeral, Programme, Quantity, Removed
from etl.text import raw_range

THEMED = {"body", "caption"}
# The letter of each id that a row holds as a key.
IDS: dict[type[Any], dict[str, str]] = {
    Numeral: {"numeral_id": "n", "quantity_id": "q"},
    Quantity: {"quantity_id": "q", "measure_id": "m"},
    Measure: {"measure_id": "m"},
    Mention: {"mention_id": "x"},
}
RAW = slice(4, 6)  # where a numeral's row says what raw text it covers

Row = tuple[Any, ...]


@dataclass(slots=True)
class Rows:
    """Facts as rows; `named` are the mentions of programmes once more, each with its kind."""

    numerals: list[Row] = field(default_factory=list)
    quantities: list[Row] = field(default_factory=list)
    measures: list[Row] = field(default_factory=list)
    tags: list[Row] = field(default_factory=list)
    mentions: list[Row] = field(default_factory=list)
    named: list[tuple[Mention, str | None]] = field(default_factory=list)
    programmes: list[Programme] = field(default_factory=list)

    def add(self, other: Rows) -> None:
        """Take another's rows in, after one's own."""
        self.numerals += other.numerals
        self.quantities += other.quantities
        self.measures += other.measures
        self.tags += other.tags
        self.mentions += other.mentions
        self.named += other.named
        self.programmes += other.programmes


def table(record: type[Any], rows: Sequence[Row]) -> pl.DataFrame:
    """The rows of one record as its frame, each key an id."""
    names = [part.name for part in fields(record)]
    columns: dict[str, Sequence[Any]] = dict(zip(names, zip(*rows, strict=True), strict=True) if rows else ())
    for name, letter in IDS.get(record, {}).items() if rows else ():
        columns[name] = _made(letter, columns[name])
    return framed(record, columns or dict.fromkeys(names, ()))


def _made(letter: str, keys: Sequence[str | None]) -> list[str | None]:
    """The ids of these keys, one by one; of no key none."""
    ids = iter(identified(letter, [key for key in keys if key is not None]))
    return [None if key is None else next(ids) for key in keys]


def of_paragraph(paragraph: Part, setting: Setting, names: Sequence[Name]) -> Rows:
    """Every fact of one paragraph."""
    text = paragraph.text
    counted = quantities(text, paragraph.damage, paragraph.lengths)
    acts = measures(text, setting, counted.amounts, names, paragraph.sections)
    owners = [
        _measure_key(paragraph, acts[at]) if at is not None else None for at in attach(counted.amounts, acts, text)
    ]
    rows = Rows(
        numerals=[_numeral(paragraph, account, counted.amounts) for account in counted.accounts],
        quantities=[_quantity(paragraph, amount, owner) for amount, owner in zip(counted.amounts, owners, strict=True)],
        measures=[_measure(paragraph, act) for act in acts],
        mentions=[_mention(paragraph, name, setting) for name in names],
    )
    rows.named = [
        (Mention(*row), name.kind) for row, name in zip(rows.mentions, names, strict=True) if name.type == "programme"
    ]
    if paragraph.kind in THEMED:
        rows.tags = [
            (paragraph.paragraph_id, paragraph.article_id, tag.theme_id, tag.score, tag.evidence)
            for tag in tags(text, paragraph.headings, paragraph.sections, setting.title)
        ]
    return rows


def of_removed(removed: Removed, accounts: Sequence[Account]) -> Rows:
    """The numerals of a stretch that was removed: part of the furniture, or of what clean refused."""
    return Rows(numerals=[_outside(removed, removed.text, account, account.outcome) for account in accounts])


def mended_away(edits: Sequence[Edit], numerals: Sequence[Row]) -> list[Row]:
    """The numerals that edits took out of the text: those of the raw characters that no other numeral covers.

    A character that stands for destroyed text can look like a numeral (⒛ in a GBK slip).
    """
    before = [edit for edit in edits if edit.kind != "script"]
    if not before:
        return []
    covered = {at for numeral in numerals for at in range(*numeral[RAW])}
    return [
        _outside(edit, edit.before, account, "damaged")
        for edit in before
        for account in furniture_numerals(edit.before)
        if covered.isdisjoint(range(edit.raw_start + account.start, edit.raw_start + account.stop))
    ]


def _outside(stretch: Removed | Edit, text: str, account: Account, outcome: str) -> Row:
    """The row of a numeral that stands in no paragraph; `text` is the raw text of the stretch."""
    article, start, stop = stretch.article_id, stretch.raw_start + account.start, stretch.raw_start + account.stop
    said = text[account.start : account.stop]
    return _key(article, start), article, None, said, start, stop, outcome, None


def programme_id(name: Name, organ: str | None) -> str:
    """The id of a programme: of its key, and for a paper that any organ may issue, of its organ too."""
    own = organ if name.kind == "document" else None
    return identify("g", key(name.normal), *([own] if own and own not in name.normal else []))


def _numeral(paragraph: Part, account: Account, amounts: Sequence[Amount]) -> Row:
    start, stop = account.start, account.stop
    raw_start, raw_stop = raw_range(paragraph.spans, start, stop)
    return (
        _key(paragraph.article_id, raw_start),
        paragraph.article_id,
        paragraph.paragraph_id,
        paragraph.text[start:stop],
        raw_start,
        raw_stop,
        account.outcome,
        None if account.amount is None else _quantity_key(paragraph, amounts[account.amount]),
    )


def _quantity(paragraph: Part, amount: Amount, measure: str | None) -> Row:
    return (
        _quantity_key(paragraph, amount),
        paragraph.article_id,
        paragraph.paragraph_id,
        measure,
        paragraph.text[amount.start : amount.stop],
        amount.value,
        amount.value_high,
        amount.low,
        amount.high,
        amount.op,
        amount.unit,
        amount.dimension,
        amount.role,
        amount.counted,
        amount.start,
        amount.stop,
        *raw_range(paragraph.spans, amount.start, amount.stop),
        amount.rule,
    )


def _measure(paragraph: Part, act: Act) -> Row:
    """The span runs from the verb to the object's end; where the object stands in front, around both."""
    text = paragraph.text
    start, stop = min(act.verb_start, act.object_start), max(act.verb_stop, act.object_stop)
    return (
        _measure_key(paragraph, act),
        paragraph.article_id,
        paragraph.paragraph_id,
        text[act.verb_start : act.verb_stop],
        text[act.object_start : act.object_stop],
        text[start:stop],
        start,
        stop,
        *raw_range(paragraph.spans, start, stop),
        *raw_range(paragraph.spans, act.verb_start, act.verb_stop),
        act.actor,
        act.actor_source,
        act.status,
        act.period_start,
        act.period_stop,
        act.programmes,
        act.rule,
        act.doubt,
    )


def _mention(paragraph: Part, name: Name, setting: Setting) -> Row:
    start, stop = name.start, name.stop
    return (
        _key(paragraph.paragraph_id, name.type, start, stop),
        paragraph.article_id,
        paragraph.paragraph_id,
        name.type,
        paragraph.text[start:stop],
        name.normal,
        name.code,
        programme_id(name, setting.organ) if name.type == "programme" else None,
        start,
        stop,
        *raw_range(paragraph.spans, start, stop),
    )


def _quantity_key(paragraph: Part, amount: Amount) -> str:
    return _key(paragraph.paragraph_id, amount.start, amount.stop)


def _measure_key(paragraph: Part, act: Act) -> str:
    return _key(paragraph.paragraph_id, act.verb_start)


def _key(*parts: str | int) -> str:
    """What `identified` makes an id of."""
    return SEPARATOR.join(map(str, parts))
