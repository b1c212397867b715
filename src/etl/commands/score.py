"""Score: the command that holds the pipeline against an answer key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from etl.commands.options import AsJson
from etl.commands.terminal import grid, patience, tell, tell_program
from etl.complaint import Complaint

if TYPE_CHECKING:
    from etl.evaluate import Scores, compare

app = typer.Typer(rich_markup_mode=None)


@app.command(name="eval")
def evaluation(
    answers: Annotated[Path, typer.Argument(help="A folder with an answer key (lines.json, measures.json, …).")],
    texts: Annotated[Path | None, typer.Option("--texts", help="Where the key's texts lie.")] = None,
    *,
    errors: Annotated[bool, typer.Option("--errors", help="Show every error with its text.")] = False,
    save: Annotated[Path | None, typer.Option("--save", help="Keep these scores in a file.")] = None,
    against: Annotated[Path | None, typer.Option("--against", help="Say what differs from a kept file.")] = None,
    as_json: AsJson = False,
) -> None:
    """Score the pipeline against an answer key: precision, recall and F1, with 95 % intervals by document.

    Example: etl eval tests/answers --texts raw --errors
    """
    with patience("reading the texts and holding them against the key …"):
        from etl.evaluate import compare, evaluate

        earlier = compare.load(against) if against else None
        scores = evaluate(answers, texts or _texts(answers))
    if save:
        compare.save(scores, save)
    if as_json:
        tell_program(_scores(scores))
        return
    _show(scores)
    if errors:
        _show_errors(scores)
    if earlier:
        _show_changes(compare.changes(earlier, scores))


def _texts(answers: Path) -> Path:
    """Where a key's texts lie if nobody says: beside the key."""
    for place in (answers / "texts", answers.parent / "seeds", Path("raw")):
        if place.is_dir():
            return place
    raise Complaint(f"say where the texts are with --texts DIR: there are none beside {answers}")


def _scores(scores: Scores) -> dict[str, Any]:
    return {
        name: {**asdict(scores.total(name)), "f1": scores.total(name).f1, "interval": scores.interval(name)}
        for name in scores.tallies
    }


def _show(scores: Scores) -> None:
    made = grid("score · 指标", "right", "extra", "missed", "P", "R", "F1", "95 %", numbers=tuple(range(1, 8)))
    for name in scores.tallies:
        total, interval = scores.total(name), scores.interval(name)
        shares = [f"{value:.3f}" if value is not None else "–" for value in (total.precision, total.recall, total.f1)]
        spread = f"{interval[0]:.2f}–{interval[1]:.2f}" if interval else "–"
        made.add_row(name, f"{total.hits:,}", f"{total.extra:,}", f"{total.missed:,}", *shares, spread)
    tell(made)


def _show_errors(scores: Scores) -> None:
    made = grid("score · 指标", "text · 文", "wanted · 应有", "found · 所得")
    for miss in scores.misses:
        if not miss.score.startswith("theme ") or miss.score == "theme leaf":
            made.add_row(miss.score, miss.document, miss.wanted, miss.found)
    tell(made)


def _show_changes(changes: Sequence[compare.Change]) -> None:
    """What got better or worse since the kept run, with the errors behind it."""
    if not changes:
        tell("\nnothing differs from the kept run · 无变化")
        return
    made = grid("since the kept run · 变化", "F1", "text · 文", "wanted · 应有", "found · 所得")
    for change in changes:
        both = ["–" if value is None else f"{value:.3f}" for value in (change.before, change.after)]
        made.add_row(change.score, " → ".join(both))
        for sign, misses in (("mended", change.mended), ("new", change.made)):
            for miss in misses:
                made.add_row(f"  {sign}", "", miss.document, miss.wanted, miss.found)
    tell(made)
