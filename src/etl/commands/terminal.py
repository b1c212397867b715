"""Speak to a terminal: texts that would command it are shown as signs, and what takes time says that it goes on.

What draws is imported when something is drawn: a help text and the Tab key should not wait for it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from etl.signs import visible

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, ConsoleRenderable, RenderableType
    from rich.segment import Segment
    from rich.table import Table


def console(*, stderr: bool = False, width: int | None = None) -> Console:
    """A console that shows every text to the letter, and whose texts can neither colour nor turn nor clear it."""
    from rich.console import Console, RenderHook

    class Seen(RenderHook):
        def process_renderables(self, renderables: list[ConsoleRenderable]) -> list[ConsoleRenderable]:
            return [_Shown(one) for one in renderables]

    made = Console(stderr=stderr, width=width, highlight=False, markup=False)
    made.push_render_hook(Seen())
    return made


def tell(*answer: RenderableType) -> None:
    """Show answers on standard output, each on lines of its own; a sentence is broken by the terminal alone."""
    out = console()
    for one in answer:
        out.print(one, soft_wrap=isinstance(one, str))


def remark(sentence: str) -> None:
    """Say on standard error what is no answer."""
    console(stderr=True).print(sentence, soft_wrap=True)


def tell_program(answer: Any) -> None:  # noqa: ANN401  (anything that JSON can say)
    """Print the answer as JSON, for a program to read."""
    to_the_letter(json.dumps(answer, ensure_ascii=False, indent=1, default=str) + "\n")


def to_the_letter(text: str) -> None:
    """Write a text to standard output as it stands."""
    sys.stdout.write(text)
    sys.stdout.flush()


def grid(*heads: str, numbers: tuple[int, ...] = ()) -> Table:
    """An empty table without lines; the columns with these places hold numbers and are set to the right.

    What is wider than the terminal goes on in the next line: an id or a number that is cut short is of no use.
    """
    from rich.table import Table

    made = Table(*heads, box=None, pad_edge=False, show_header=any(heads))
    for column in made.columns:
        column.overflow = "fold"
    for place in numbers:
        made.columns[place].justify = "right"
    return made


@contextmanager
def patience(doing: str) -> Iterator[None]:
    """While the body runs, a person at the terminal sees what it does; whoever reads a pipe sees nothing."""
    if not sys.stderr.isatty():
        yield
        return
    with console(stderr=True).status(doing):
        yield


class _Shown:
    """What it holds, its texts made visible; the console's own commands (colours, a moved cursor) pass."""

    def __init__(self, held: RenderableType) -> None:
        self._held = held

    def __rich_console__(self, at: Console, options: ConsoleOptions) -> Iterator[Segment]:
        from rich.segment import Segment

        for part in at.render(self._held, options):
            yield part if part.control else Segment(visible(part.text), part.style)
