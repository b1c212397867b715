"""Diff: the command that shows which facts two runs read differently, and what did it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from etl.commands.terminal import console, patience
from etl.warehouse.diff import Diff, Move
from etl.warehouse.diff import diff as differing

app = typer.Typer(rich_markup_mode=None)
out = console()
err = console(stderr=True)

HOUSE = Path("warehouse")


@app.command()
def diff(
    first: Annotated[str | None, typer.Argument(metavar="[RUN]", help="A run's id, or how it begins.")] = None,
    second: Annotated[str | None, typer.Argument(metavar="[RUN]", help="A later one; the last where left out.")] = None,
    kind: Annotated[str | None, typer.Option("--kind", help="Only these: measure, quantity, theme, organ …")] = None,
    top: Annotated[int, typer.Option("--top", min=0, help="How many facts to list.")] = 20,
    warehouse: Annotated[Path, typer.Option("--warehouse", envvar="ETL_WAREHOUSE")] = HOUSE,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for a program to read.")] = False,
) -> None:
    """Show which facts came, are gone or are read otherwise since a run, and what did it: file, rule or lexicon.

    Without a run: the last against the one before it. Run ids: etl sql "select run_id, started_at from runs".

    Example: etl diff --kind measure --top 40
    """
    with patience(err, "comparing …"):
        found = differing(warehouse, first, second)
    if kind:
        found = found._replace(
            sums=[each for each in found.sums if each.kind == kind],
            moves=[each for each in found.moves if each.kind == kind],
        )
    if as_json:
        print(json.dumps(found.told(), ensure_ascii=False, indent=1))  # noqa: T201  (the answer, to the letter)
        return
    _show(found, top)


def _show(found: Diff, top: int) -> None:
    """The sums as a table, then the facts, each in a line with what it was and what it is."""
    out.print(f"{found.before} → {found.after}")
    if not found.sums:
        out.print("no fact differs · 没有变化")
        return
    grid = Table("kind · 类别", "fate · 变化", "cause · 原因", "facts", "files", box=None, pad_edge=False)
    for column in grid.columns[3:]:
        column.justify = "right"
    for each in found.sums:
        grid.add_row(each.kind, each.fate, each.cause, f"{each.facts:,}", f"{each.files:,}")
    out.print(grid)
    for move in found.moves[:top]:
        out.print(_line(move), soft_wrap=True)
    if len(found.moves) > top:
        out.print(f"… {len(found.moves) - top:,} more: --top {len(found.moves)}, or --json")


def _line(move: Move) -> str:
    """The fact with a sign for its fate, then how it was read and how it is.

    >>> _line(Move("measure", "altered", "lexicon", "a.txt", "举办 → 培训班", "planned", "done"))
    '~ 举办 → 培训班   [planned] ⇒ [done]   (measure, lexicon, a.txt)'
    """
    sign = {"came": "+", "gone": "-", "altered": "~"}[move.fate]
    readings = " ⇒ ".join(f"[{reading}]" for reading in (move.before, move.after) if reading is not None)
    return f"{sign} {move.fact}   {readings}   ({move.kind}, {move.cause}, {move.raw_path})"
