"""Review: the command that takes in what a person marked in the report, and shows what the marks say of the rules."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from etl.commands.options import HOUSE, RAW, AsJson, House, Raw
from etl.commands.terminal import grid, patience, tell, tell_program

if TYPE_CHECKING:
    from etl.warehouse.corrections import Effect

app = typer.Typer(rich_markup_mode=None)


@app.command()
def review(
    files: Annotated[list[Path] | None, typer.Argument(metavar="[FILE]…", help="What the report's page gave.")] = None,
    raw: Raw = RAW,
    warehouse: House = HOUSE,
    *,
    as_json: AsJson = False,
) -> None:
    """Take in what was marked right or wrong in the report: what is wrong goes from every view, and rules get scores.

    Without a file it says where the marks that are kept stand.
    Exit status 1 where a mark no longer applies, or a fact that was marked right is no longer found.

    Example: etl review marks.json
    """
    with patience("weighing the marks …"):
        from etl.warehouse.corrections import effect, republish
        from etl.warehouse.marks import keep, marks_of

        keep(raw, [mark for file in files or [] for mark in marks_of(file)])
        republish(raw, warehouse)
        told = effect(warehouse)
    if as_json:
        tell_program({**told._asdict(), "ok": told.ok})
    else:
        _show(told, raw)
    if not told.ok:
        raise typer.Exit(1)


def _show(told: Effect, raw: Path) -> None:
    """The precision of each rule by the marks, what became of the facts, and what holds no more."""
    from etl.warehouse.marks import FILE, ROOM

    if not told.scores:
        tell("no marks yet: mark facts in the report (etl report), download them, then: etl review FILE")
        return
    heads = ("right", "wrong", "precision", "withdrawn", "mended", "lost", "stale")
    made = grid("kind · 类别", "rule · 规则", *heads, numbers=tuple(range(2, 9)))
    for score in told.scores:
        made.add_row(*(f"{value:.3f}" if isinstance(value, float) else str(value) for value in score.values()))
    explained = "\nwithdrawn: marked wrong and still found, left out of every view. mended: no longer found."
    tell(made, explained, *[f"no longer: {sentence}" for sentence in [*told.lost, *told.stale]], str(raw / ROOM / FILE))
