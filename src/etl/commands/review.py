"""Review: the command that takes in what a person marked in the report, and shows what the marks say of the rules."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from etl.commands.terminal import console, patience
from etl.warehouse.corrections import Effect, effect, republish
from etl.warehouse.marks import FILE, ROOM, keep, marks_of

app = typer.Typer(rich_markup_mode=None)
out = console()
err = console(stderr=True)

Raw = Annotated[Path, typer.Option("--raw", envvar="ETL_RAW", help="The articles; marks lie in .corrections/ there.")]
House = Annotated[Path, typer.Option("--warehouse", envvar="ETL_WAREHOUSE", help="The folder of the warehouse.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for a program to read.")]
RAW, HOUSE = Path("raw"), Path("warehouse")


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
    with patience(err, "weighing the marks …"):
        keep(raw, [mark for file in files or [] for mark in marks_of(file)])
        republish(raw, warehouse)
        told = effect(warehouse)
    if as_json:
        print(json.dumps({**told._asdict(), "ok": told.ok}, ensure_ascii=False, indent=1))  # noqa: T201  (for a program)
    else:
        _show(told, raw)
    if not told.ok:
        raise typer.Exit(1)


def _show(told: Effect, raw: Path) -> None:
    """The precision of each rule by the marks, what became of the facts, and what holds no more."""
    if not told.scores:
        out.print("no marks yet: mark facts in the report (etl report), download them, then: etl review FILE")
        return
    heads = ["right", "wrong", "precision", "withdrawn", "mended", "lost", "stale"]
    grid = Table("kind · 类别", "rule · 规则", *heads, box=None, pad_edge=False)
    for column in grid.columns[2:]:
        column.justify = "right"
    for score in told.scores:
        grid.add_row(*(f"{value:.3f}" if isinstance(value, float) else str(value) for value in score.values()))
    out.print(grid)
    out.print("\nwithdrawn: marked wrong and still found, left out of every view. mended: no longer found.")
    for sentence in [*told.lost, *told.stale]:
        out.print(f"no longer: {sentence}", soft_wrap=True)
    out.print(f"{raw / ROOM / FILE}")
