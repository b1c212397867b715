"""Progress: a bar a step while a run reads; silence in a pipe."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from etl.commands.terminal import console

STEPS = ("clean", "convert", "segment", "extract", "load")


@contextmanager
def bars() -> Iterator[Callable[[str, int], None]]:
    """What a flow calls with a step and a count of articles; at first with `batches` and how many there are."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    err = console(stderr=True)
    columns = (TextColumn("{task.description:>8}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, disable=not err.is_terminal, transient=True) as progress:
        tasks: dict[str, Any] = {}

        def watch(step: str, count: int) -> None:
            if step == "batches":
                tasks.update({name: progress.add_task(name, total=count) for name in STEPS})
            else:
                progress.advance(tasks[step], count)

        yield watch
