"""Speak to a terminal: texts that would command it are shown as signs, and what takes time says that it goes on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext

from rich.console import Console, ConsoleOptions, ConsoleRenderable, RenderableType, RenderHook
from rich.segment import Segment

from etl.warehouse.query import visible


def console(*, stderr: bool = False, width: int | None = None) -> Console:
    """A console that shows every text to the letter, and whose texts can neither colour nor turn nor clear it."""
    made = Console(stderr=stderr, width=width, highlight=False, markup=False)
    made.push_render_hook(_Seen())
    return made


def patience(at: Console, doing: str) -> AbstractContextManager[object]:
    """While the body runs, a person at the terminal sees what it does; whoever reads a pipe sees nothing."""
    return at.status(doing) if at.is_terminal else nullcontext()


class _Seen(RenderHook):
    def process_renderables(self, renderables: list[ConsoleRenderable]) -> list[ConsoleRenderable]:
        return [_Shown(one) for one in renderables]


class _Shown:
    """What it holds, its texts made visible; the console's own commands (colours, a moved cursor) pass."""

    def __init__(self, held: RenderableType) -> None:
        self._held = held

    def __rich_console__(self, at: Console, options: ConsoleOptions) -> Iterator[Segment]:
        for part in at.render(self._held, options):
            yield part if part.control else Segment(visible(part.text), part.style)
