"""Rows: give the findings of one paragraph their ids and raw offsets.

Ids come from what a finding is and where it stands, so the same text gives the same rows everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from etl.extract.findings import Account, Act, Amount, Name, Setting
from etl.extract.keys import key
from etl.extract.measures import attach, measures
from etl.extract.quantities import furniture_numerals, quantities
from etl.extract.themes import tags
from etl.identity import identify
from etl.records import Edit, Measure, Mention, Numeral, Paragraph, Programme, Quantity, Removed, ThemeTag
from etl.text import raw_range

THEMED = {"body", "caption"}


@dataclass(slots=True)
class Rows:
    """Facts with ids; `kinds` are those of the mentions, one by one."""

    numerals: list[Numeral] = field(default_factory=list)
    quantities: list[Quantity] = field(default_factory=list)
    measures: list[Measure] = field(default_factory=list)
    tags: list[ThemeTag] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    kinds: list[str | None] = field(default_factory=list)
    programmes: list[Programme] = field(default_factory=list)

    def add(self, other: Rows) -> None:
        """Take another's rows in, after one's own."""
        self.numerals += other.numerals
        self.quantities += other.quantities
        self.measures += other.measures
        self.tags += other.tags
        self.mentions += other.mentions
        self.kinds += other.kinds
        self.programmes += other.programmes


def of_paragraph(paragraph: Paragraph, setting: Setting, names: Sequence[Name]) -> Rows:
    """Every fact of one paragraph."""
    text = paragraph.text
    counted = quantities(text, paragraph.damage, paragraph.tokens)
    acts = measures(text, setting, counted.amounts, names, paragraph.sections)
    owners = [
        _measure_id(paragraph, acts[at]) if at is not None else None for at in attach(counted.amounts, acts, text)
    ]
    rows = Rows(
        numerals=[_numeral(paragraph, account, counted.amounts) for account in counted.accounts],
        quantities=[_quantity(paragraph, amount, owner) for amount, owner in zip(counted.amounts, owners, strict=True)],
        measures=[_measure(paragraph, act) for act in acts],
        mentions=[_mention(paragraph, name, setting) for name in names],
        kinds=[name.kind for name in names],
    )
    if paragraph.kind in THEMED:
        rows.tags = [
            ThemeTag(paragraph.paragraph_id, paragraph.article_id, tag.theme_id, tag.score, tag.evidence)
            for tag in tags(text, paragraph.headings, paragraph.sections, setting.title)
        ]
    return rows


def of_removed(removed: Removed, accounts: Sequence[Account]) -> Rows:
    """The numerals of a stretch that was removed: part of the furniture, or of what clean refused."""
    return Rows(numerals=[_outside(removed, removed.text, account, account.outcome) for account in accounts])


def mended_away(edits: Sequence[Edit], numerals: Sequence[Numeral]) -> list[Numeral]:
    """The numerals that edits took out of the text: those of the raw characters that no other numeral covers.

    A character that stands for destroyed text can look like a numeral (⒛ in a GBK slip).
    """
    covered = {at for numeral in numerals for at in range(numeral.raw_start, numeral.raw_stop)}
    return [
        _outside(edit, edit.before, account, "damaged")
        for edit in edits
        if edit.kind != "script"
        for account in furniture_numerals(edit.before)
        if covered.isdisjoint(range(edit.raw_start + account.start, edit.raw_start + account.stop))
    ]


def _outside(stretch: Removed | Edit, text: str, account: Account, outcome: str) -> Numeral:
    """The row of a numeral that stands in no paragraph; `text` is the raw text of the stretch."""
    return Numeral(
        numeral_id=identify("n", stretch.article_id, stretch.raw_start + account.start),
        article_id=stretch.article_id,
        paragraph_id=None,
        text=text[account.start : account.stop],
        raw_start=stretch.raw_start + account.start,
        raw_stop=stretch.raw_start + account.stop,
        outcome=outcome,
        quantity_id=None,
    )


def programme_id(name: Name, organ: str | None) -> str:
    """The id of a programme: of its key, and for a paper that any organ may issue, of its organ too."""
    own = organ if name.kind == "document" else None
    return identify("g", key(name.normal), *([own] if own and own not in name.normal else []))


def _numeral(paragraph: Paragraph, account: Account, amounts: Sequence[Amount]) -> Numeral:
    raw_start, raw_stop = raw_range(paragraph.spans, account.start, account.stop)
    return Numeral(
        numeral_id=identify("n", paragraph.article_id, raw_start),
        article_id=paragraph.article_id,
        paragraph_id=paragraph.paragraph_id,
        text=paragraph.text[account.start : account.stop],
        raw_start=raw_start,
        raw_stop=raw_stop,
        outcome=account.outcome,
        quantity_id=None if account.amount is None else _quantity_id(paragraph, amounts[account.amount]),
    )


def _quantity(paragraph: Paragraph, amount: Amount, measure_id: str | None) -> Quantity:
    raw_start, raw_stop = raw_range(paragraph.spans, amount.start, amount.stop)
    return Quantity(
        quantity_id=_quantity_id(paragraph, amount),
        article_id=paragraph.article_id,
        paragraph_id=paragraph.paragraph_id,
        measure_id=measure_id,
        text=paragraph.text[amount.start : amount.stop],
        value=amount.value,
        value_high=amount.value_high,
        low=amount.low,
        high=amount.high,
        op=amount.op,
        unit=amount.unit,
        dimension=amount.dimension,
        role=amount.role,
        counted=amount.counted,
        start=amount.start,
        stop=amount.stop,
        raw_start=raw_start,
        raw_stop=raw_stop,
        rule=amount.rule,
    )


def _measure(paragraph: Paragraph, act: Act) -> Measure:
    """The span runs from the verb to the object's end; where the object stands in front, around both."""
    text = paragraph.text
    start, stop = min(act.verb_start, act.object_start), max(act.verb_stop, act.object_stop)
    raw_start, raw_stop = raw_range(paragraph.spans, start, stop)
    verb_raw_start, verb_raw_stop = raw_range(paragraph.spans, act.verb_start, act.verb_stop)
    return Measure(
        measure_id=_measure_id(paragraph, act),
        article_id=paragraph.article_id,
        paragraph_id=paragraph.paragraph_id,
        verb=text[act.verb_start : act.verb_stop],
        object=text[act.object_start : act.object_stop],
        text=text[start:stop],
        start=start,
        stop=stop,
        raw_start=raw_start,
        raw_stop=raw_stop,
        verb_raw_start=verb_raw_start,
        verb_raw_stop=verb_raw_stop,
        actor=act.actor,
        actor_source=act.actor_source,
        status=act.status,
        period_start=act.period_start,
        period_stop=act.period_stop,
        programmes=act.programmes,
        rule=act.rule,
        doubt=act.doubt,
    )


def _mention(paragraph: Paragraph, name: Name, setting: Setting) -> Mention:
    raw_start, raw_stop = raw_range(paragraph.spans, name.start, name.stop)
    return Mention(
        mention_id=identify("x", paragraph.paragraph_id, name.type, name.start, name.stop),
        article_id=paragraph.article_id,
        paragraph_id=paragraph.paragraph_id,
        type=name.type,
        text=paragraph.text[name.start : name.stop],
        normal=name.normal,
        code=name.code,
        programme_id=programme_id(name, setting.organ) if name.type == "programme" else None,
        start=name.start,
        stop=name.stop,
        raw_start=raw_start,
        raw_stop=raw_stop,
    )


def _quantity_id(paragraph: Paragraph, amount: Amount) -> str:
    return identify("q", paragraph.paragraph_id, amount.start, amount.stop)


def _measure_id(paragraph: Paragraph, act: Act) -> str:
    return identify("m", paragraph.paragraph_id, act.verb_start)
