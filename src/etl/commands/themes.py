"""Themes: the command that shows why a paragraph is about what it is tagged with."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from etl.commands.options import HOUSE, AsJson, House
from etl.commands.terminal import console, grid, patience, tell_program
from etl.complaint import Complaint

if TYPE_CHECKING:
    from rich.table import Table

    from etl.extract.themes import Candidate
    from etl.records import Section

app = typer.Typer(rich_markup_mode=None, help="Themes: why a paragraph is about what it is tagged with.")
PIPE = 120  # columns where nobody looks at a terminal


@app.callback()
def themes() -> None:
    """Say why a paragraph is about what it is tagged with."""


@app.command(name="explain")
def explain_(
    paragraph: Annotated[str, typer.Argument(help="A paragraph's id, or a text of your own.")],
    warehouse: House = HOUSE,
    *,
    as_json: AsJson = False,
) -> None:
    """Show every theme that a paragraph touches: its terms, what each counts, and what the tag would need.

    Example: etl themes explain 开展主题党日12次,慰问困难党员26名。
    """
    with patience("weighing …"):
        from etl.extract.themes import explain
        from etl.records import Section

        known: dict[str, Any] = _stored(paragraph, warehouse) if paragraph.isascii() else {"text": paragraph}
        text = known["text"]
        parts = [Section(**part) for part in known.get("sections", ())]
        found = explain(text, known.get("headings", ()), parts, known.get("title"))
    if as_json:
        tell_program([_plain(text, *each) for each in found])
        return
    at = console(width=None if sys.stdout.isatty() else PIPE)
    for section, candidates in found:
        at.print(text[section.start : section.stop])
        at.print(_grid(candidates))


def _stored(paragraph_id: str, warehouse: Path) -> dict[str, Any]:
    """Text, headings, sections and the document's title of a paragraph of the published warehouse."""
    from etl.warehouse.duck import reading, rows
    from etl.warehouse.publish import current

    path = current(warehouse)
    if path is None:
        raise Complaint(f"run the pipeline first (etl run): there is no warehouse in {warehouse}")
    query = "select p.text, p.headings, p.sections, a.title from paragraphs p join articles a using (article_id)"
    with reading(path) as con:
        found = rows(con, f"{query} where p.paragraph_id = $1", [paragraph_id])
    if not found:
        raise Complaint(f"give the id of a paragraph (select paragraph_id from paragraphs): {paragraph_id} is none")
    return dict(zip(("text", "headings", "sections", "title"), found[0], strict=True))


def _grid(candidates: list[Candidate]) -> Table:
    made = grid("", "theme · 主题", "score · 得分", "needs · 需", "heading · 标题", "terms · 依据", numbers=(2, 3, 4))
    for one in candidates:
        terms = ", ".join(f"{met.term} {met.weight:.2f}" for met in one.terms)
        sign = "✓" if one.score >= one.bar else ""
        made.add_row(sign, _label(one.theme_id), f"{one.score:.2f}", f"{one.bar:.2f}", f"{one.heading:.2f}", terms)
    return made


def _label(theme_id: str) -> str:
    from etl.lexicon.tables import document

    names = {leaf["id"]: leaf["zh"] for leaf in document("themes")["leaf"]}
    return f"{theme_id} {names[theme_id]}"


def _plain(text: str, section: Section, candidates: list[Candidate]) -> dict[str, Any]:
    rows = [
        {**one._asdict(), "tag": one.score >= one.bar, "terms": [met._asdict() for met in one.terms]}
        for one in candidates
    ]
    return {"text": text[section.start : section.stop], **section._asdict(), "themes": rows}
