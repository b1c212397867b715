"""Article: clean one text into its blocks, what was removed from it, the edits, and what it says of itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from etl.clean.crumbs import crumbs_joined
from etl.clean.damage import damage
from etl.clean.joining import joined, unwrapped
from etl.clean.ledger import Marks, Plain, entry, unchanged
from etl.clean.lines import Line, Marked, lines_of
from etl.clean.masks import masks
from etl.clean.mends import Mend, Mended, Torn, mended
from etl.clean.metadata import Fields, gathered
from etl.clean.parting import parted
from etl.clean.repeats import once
from etl.clean.restore import restored
from etl.clean.roles import placed
from etl.clean.sheet import KEPT, Place, Sheet
from etl.clean.subheads import subheads_joined
from etl.clean.titles import cut_title, displaced
from etl.lexicon.metadata import signed
from etl.lexicon.shadow import script_of
from etl.records import Block, Edit, Removed, SetAside
from etl.sources import Source

NOTHING: Mapping[str, str] = {}
PATIENT = 8  # mends that a border cuts are found one by one so many times


class Parts(NamedTuple):
    """One article, taken apart: every character of its text but blanks is in one block or one removed row."""

    blocks: list[Block]
    removed: list[Removed]
    edits: list[Edit]
    fields: Fields
    script: str


def clean_text(
    text: str,
    lines: Sequence[Marked] | None = None,
    source: Source | None = None,
    meta: Mapping[str, str] = NOTHING,
    article_id: str = "",
) -> Parts:
    """The parts of an article's raw text; offsets count its characters.

    `lines` are a page reader's marks, `meta` what the page's head says. `original` and `text` of the
    blocks are the same here: simplified script is a later step's work.

    Raises:
        SetAside: nothing of the text is an article.
    """
    about = _About(source, meta, article_id)
    parts, mends, tears = None, restored(text), 0
    while mends and parts is None:
        try:
            parts = _mended(mended(text, mends), lines or (), about)
        except Torn as torn:
            tears += 1
            mends = _untorn(mends, torn, max(0, tears - PATIENT))
    parts = parts or _parts(text, lines, about)
    return parts._replace(blocks=parted(parts.blocks))


def _untorn(mends: Sequence[Mend], torn: Torn, times: int) -> list[Mend]:
    """The mends without those that were cut by a border.

    A text that tears one mend after another is hardly text: each further time twice as many beside them are left out.
    """
    beside = 2**times - 1
    cut = [at for at, mend in enumerate(mends) if mend in torn.mends]
    left = range(cut[0] - beside, cut[-1] + beside + 1) if beside else frozenset(cut)
    return [mend for at, mend in enumerate(mends) if at not in left]


class _About(NamedTuple):
    """What is known of an article beside its text."""

    source: Source | None
    meta: Mapping[str, str]
    article_id: str


def _mended(better: Mended, lines: Sequence[Marked], about: _About) -> Parts:
    """The parts of a text that was put right before it was read, with the offsets of the raw text.

    The lines of a plain text are cut anew: what looked like a line break may have been half a character.
    """
    plain = all(mark.main is None for mark in lines)
    moved = [
        replace(mark, **better.place(mark.start, mark.stop)._asdict()) for mark in map(_copy, () if plain else lines)
    ]
    parts = _parts(better.text.string, moved or None, about)
    return parts._replace(
        blocks=[better.block(block) for block in parts.blocks],
        removed=[
            *(better.row(row) for row in parts.removed),
            *better.blanks(parts.blocks, parts.removed, about.article_id),
        ],
        edits=better.edits(parts.blocks, parts.edits, about.article_id),
    )


@dataclass(frozen=True, slots=True)
class _Mark:
    """A page reader's mark, copied so that it can be moved."""

    start: int
    stop: int
    tag: str
    link_share: float
    main: bool | None
    hint: str


def _copy(mark: Marked) -> _Mark:
    return _Mark(mark.start, mark.stop, mark.tag, mark.link_share, mark.main, mark.hint)


def _parts(text: str, lines: Sequence[Marked] | None, about: _About) -> Parts:
    source, meta, article_id = about
    own = source.furniture if source else ()
    sheet = placed(unwrapped(crumbs_joined(lines_of(text, lines, own)), text), own)
    blocks, removed, edits = _rows(text, once(joined(subheads_joined(sheet))), article_id)
    if not any(block.kind == "body" for block in blocks):
        raise SetAside("drop this file or add a source for it: all of its text is page furniture")
    fields = gathered(_values(sheet), _title(sheet), meta)
    if fields.publisher is None and source and source.publisher:
        fields = replace(fields, publisher=source.publisher)
    script = _script(blocks)
    return Parts(
        [block if block.script else replace(block, script=script) for block in blocks], removed, edits, fields, script
    )


def _script(blocks: Sequence[Block]) -> str:
    """The script of all blocks together; what is so for each of them is so for all."""
    told = {block.script for block in blocks} - {""}
    if len(told) == 1 and "mixed" not in told:
        return told.pop()
    return script_of("".join(block.original for block in blocks)) or "hans"


def kept_lines(text: str, lines: Sequence[Marked], source: Source) -> list[tuple[str, Line]]:
    """The lines that stay as text, each with the part of the page in which it stands: top, middle or tail."""
    sheet = placed(unwrapped(crumbs_joined(lines_of(text, lines, source.furniture)), text), source.furniture)
    kept = [at for at, place in enumerate(sheet.places) if place is None or place.kind in KEPT]
    return [(sheet.part(at), sheet.lines[at]) for at in kept]


def _rows(
    text: str, placed_lines: Sequence[tuple[Line, Place]], article_id: str
) -> tuple[list[Block], list[Removed], list[Edit]]:
    blocks: list[Block] = []
    removed: list[Removed] = []
    edits: list[Edit] = []
    marks = Marks(damage(text), masks(text))
    plain = Plain(text, marks)
    for line, (kind, rule) in placed_lines:
        if kind in KEPT and len(line.pieces) == 1 and plain.holds(*line.pieces[0]):
            place = line.pieces[0]
            blocks.append(unchanged(article_id, len(blocks), kind, text, place=place, script=plain.script(*place)))
        elif kind in KEPT:
            block, made = entry(article_id, len(blocks), kind, text, pieces=line.pieces, marks=marks)
            blocks.append(block)
            edits += made
        else:
            removed += [Removed(article_id, start, stop, text[start:stop], kind, rule) for start, stop in line.pieces]
    return blocks, removed, edits


def _values(sheet: Sheet) -> list[tuple[str, str, str]]:
    """Every value that the page's own lines gave, with the part of the page in which it stands."""
    values = []
    for at, place in enumerate(sheet.places):
        line = sheet.lines[at]
        reading = sheet.readings.get(at)
        if reading:
            values += [(part.field, sheet.part(at), line.text[part.start : part.stop]) for part in reading.parts]
        elif place == ("metadata", "byline"):
            values.append(("byline", sheet.part(at), line.text))
        elif at >= sheet.top and not line.mute and signed(line.shadow):
            values.append(("signed", sheet.part(at), line.text))
    return values


def _title(sheet: Sheet) -> str | None:
    """The title's lines as one, or the title that stands under a newspaper's banner and lead."""
    lines = [line.text for line, place in zip(sheet.lines, sheet.places, strict=True) if place == ("metadata", "title")]
    if not lines and any(place == ("metadata", "banner") for place in sheet.places):
        return displaced(sheet)
    head = next((cut_title(line.text) for line in sheet.lines if line.tag == "title"), None)
    return "".join(lines) or head
