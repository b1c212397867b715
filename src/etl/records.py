"""What passes between the steps, declared once: one frozen record a table.

`etl.frames` makes frames of them, `etl.identity` their ids.
"""

from __future__ import annotations

import typing
from dataclasses import dataclass
from datetime import date, datetime

from etl.complaint import Complaint as Complaint  # noqa: PLC0414  (steps take these from here, with the records)
from etl.complaint import SetAside as SetAside  # noqa: PLC0414
from etl.text import Range, Span


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
