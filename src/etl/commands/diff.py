"""Diff: the command that shows which facts two runs read differently, and what did it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from etl.commands.options import HOUSE, AsJson, House
from etl.commands.terminal import grid, patience, tell, tell_program

if TYPE_CHECKING:
    from etl.warehouse.diff import Diff, Move

app = typer.Typer(rich_markup_mode=None)


@app.command()
def diff(
    first: Annotated[str | None, typer.Argument(metavar="[RUN]", help="A run's id, or how it begins.")] = None,
    second: Annotated[str | None, typer.Argument(metavar="[RUN]", help="A later one; the last where left out.")] = None,
    kind: Annotated[str | None, typer.Option("--kind", help="Only these: measure, quantity, theme, organ …")] = None,
    top: Annotated[int, typer.Option("--top", min=0, help="How many facts to list.")] = 20,
    warehouse: House = HOUSE,
    *,
    as_json: AsJson = False,
) -> None:
    """Show which facts came, are gone or are read otherwise since a run, and what did it: file, rule or lexicon.

    Without a run: the last against the one before it. Run ids: etl sql "select run_id, started_at from runs".

    Example: etl diff --kind measure --top 40
    """
    with patience("comparing …"):
        from etl.warehouse.diff import diff as differing

        found = differing(warehouse, first, second)
    if kind:
        found = found._replace(
            sums=[each for each in found.sums if each.kind == kind],
            moves=[each for each in found.moves if each.kind == kind],
        )
    if as_json:
        tell_program(found.told())
        return
    _show(found, top)


def _show(found: Diff, top: int) -> None:
    """The sums as a table, then the facts, each in a line with what it was and what it is."""
    if not found.sums:
        tell(f"{found.before} → {found.after}", "no fact differs · 没有变化")
        return
    made = grid("kind · 类别", "fate · 变化", "cause · 原因", "facts · 事实", "files · 文件", numbers=(3, 4))
    for each in found.sums:
        made.add_row(each.kind, each.fate, each.cause, f"{each.facts:,}", f"{each.files:,}")
    left = len(found.moves) - top
    more = [f"… {left:,} more: --top {len(found.moves)}, or --json"] if left > 0 else []
    tell(f"{found.before} → {found.after}", made, *map(_line, found.moves[:top]), *more)


def _line(move: Move) -> str:
    """The fact with a sign for its fate, then how it was read and how it is.

    >>> from etl.warehouse.diff import Move
    >>> _line(Move("measure", "altered", "lexicon", "a.txt", "举办 → 培训班", "planned", "done"))
    '~ 举办 → 培训班   [planned] ⇒ [done]   (measure, lexicon, a.txt)'
    """
    sign = {"came": "+", "gone": "-", "altered": "~"}[move.fate]
    readings = " ⇒ ".join(f"[{reading}]" for reading in (move.before, move.after) if reading is not None)
    return f"{sign} {move.fact}   {readings}   ({move.kind}, {move.cause}, {move.raw_path})"
