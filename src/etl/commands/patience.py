"""Say that something is being done: a line on a terminal for as long as it takes, nothing in a pipe."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext

from rich.console import Console


def patience(console: Console, doing: str) -> AbstractContextManager[object]:
    """While the body runs, a person at the terminal sees what it does; whoever reads a pipe sees nothing."""
    return console.status(doing) if console.is_terminal else nullcontext()
