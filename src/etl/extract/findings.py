"""What the extractors find in one paragraph, before ids and raw offsets are added.

Every offset counts characters of the paragraph's simplified text; ranges are half-open. They are made for every
numeral, name and paragraph, and a tuple is made four times as fast as a frozen dataclass.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from etl.records import Section
from etl.text import Range, Span


class Part(NamedTuple):
    """What the extractors ask of a `Paragraph`; the columns of the others are never made Python objects.

    Of its tokens they ask the `lengths` alone: these are counted where the tokens lie, and no word is made an object.
    """

    paragraph_id: str
    article_id: str
    kind: str
    headings: tuple[str, ...]
    text: str
    lengths: tuple[int, ...]
    spans: tuple[Span, ...]
    sections: tuple[Section, ...]
    damage: tuple[Range, ...]


class Setting(NamedTuple):
    """Where a paragraph stands: what an extractor may know beside its text.

    `headings` are those above it, outermost first. `organ`, `region` and `region_code` are the
    document's own (None where unknown); `published_on` is the date of the original; `people` are the persons that the
    document introduces with an office, by their names.
    """

    kind: str = "body"
    headings: tuple[str, ...] = ()
    title: str | None = None
    organ: str | None = None
    region: str | None = None
    region_code: str | None = None
    published_on: date | None = None
    people: tuple[str, ...] = ()


class Amount(NamedTuple):
    """A stated amount: `[start, stop)` holds approximator, number and unit, not the counted noun."""

    start: int
    stop: int
    value: float
    value_high: float | None
    low: float | None
    high: float | None
    op: str
    unit: str
    dimension: str
    role: str
    counted: str | None
    rule: str


class Account(NamedTuple):
    """One numeral of the text and what became of it: `quantity`, or the reason why it is none.

    `amount` is the index of the quantity that the numeral belongs to, in the list beside it.
    """

    start: int
    stop: int
    outcome: str
    amount: int | None


class Act(NamedTuple):
    """A measure: verb, object, and what is known of them; `[clause_start, clause_stop)` holds both."""

    verb_start: int
    verb_stop: int
    object_start: int
    object_stop: int
    clause_start: int
    clause_stop: int
    status: str
    actor: str | None
    actor_source: str | None
    period_start: date | None
    period_stop: date | None
    programmes: tuple[str, ...]
    rule: str
    doubt: str | None


class Name(NamedTuple):
    """A name: organ, region, date, programme, document, meeting or slogan.

    `normal` is the form under which equal names meet; `code` an adcode, ISO date or interval where
    there is one; `kind` says what sort of programme, organ or date it is.
    """

    start: int
    stop: int
    type: str
    normal: str
    code: str | None = None
    kind: str | None = None
