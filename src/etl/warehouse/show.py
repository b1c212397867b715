"""Show: a trace as lines for a terminal, the stretch that is meant marked in every version of its sentence."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group
from rich.table import Table
from rich.text import Text as Line

from etl.warehouse.trace import Step, Stretch, Trace


def rendered(found: Trace) -> Group:
    """The trace for a terminal: facts first, then the sentence in both scripts, the edits, and the raw file."""
    facts = Table(box=None, show_header=False, pad_edge=False)
    facts.add_column(no_wrap=True)
    facts.add_column(overflow="fold")
    for name, value in _facts(found):
        facts.add_row(Line(name, style="bold"), value)
    parts: list[Table | Line] = [facts]
    if found.steps:
        parts += [Line(), _step_table(found.steps)]
    if found.fault:
        parts += [Line(), Line(found.fault, style="red")]
    return Group(*parts)


def _facts(found: Trace) -> Iterator[tuple[str, Line]]:
    yield found.table, Line(found.id)
    if found.title:
        yield "title", Line(found.title)
    if found.headings:
        yield "under", Line(" › ".join(found.headings))
    for name, stretch in (("simplified", found.simplified), ("published", found.published), ("raw text", found.raw)):
        if stretch is not None and found.table != "articles":
            yield name, _shown(stretch)
    yield "characters", Line(f"{found.raw_start}-{found.raw_stop} of the raw text")
    if found.byte_start is not None:
        yield "bytes", Line(f"{found.byte_start}-{found.byte_stop} of {found.raw_path}")
    verdict = "raw file unchanged" if found.fault is None else "raw file does not show it"
    yield "sha256", Line(f"{found.raw_sha256} ({verdict})")


def _shown(stretch: Stretch) -> Line:
    """The text with its stretch marked, by brackets too, for a pipe has no colours; line breaks as ⏎."""
    before, inside, after = (
        part.replace("\n", "⏎").replace("\r", "")
        for part in (
            stretch.text[: stretch.start],
            stretch.text[stretch.start : stretch.stop],
            stretch.text[stretch.stop :],
        )
    )
    return Line.assemble(before, ("⟦" + inside + "⟧", "bold reverse"), after)


def _step_table(steps: tuple[Step, ...]) -> Table:
    grid = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("edit", "rule", "before", "after", "confidence", "characters"):
        grid.add_column(name, overflow="fold")
    for step in steps:
        texts = [Line(part.replace("\n", "⏎")) for part in (step.kind, step.rule, step.before, step.after)]
        grid.add_row(*texts, f"{step.confidence:.2f}", f"{step.raw_start}-{step.raw_stop}")
    return grid
