"""The commands: what a person or a program says to the product.

Every command explains itself with an example, ends with exit status 0 only when all went well, and
complains in one sentence that says what to do. Progress shows on a terminal and never in a pipe.
The rooms in `commands/` import what does the work when they are called: help comes at once.
"""

from __future__ import annotations

import os
import sys

import typer

from etl.commands import ask, diff, fetch, look, operate, prove, raw, review, run, score, share, sources, themes
from etl.commands.guide import EPILOG, told
from etl.commands.terminal import remark
from etl.complaint import Complaint
from etl.leave import leave

app = typer.Typer(
    name="etl",
    help="Messy Chinese articles on 机关党建 in, facts one can query out. Start with: etl run",
    epilog=EPILOG,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for _room in (run, ask, look, review, share, prove, diff, score, fetch, operate):
    app.add_typer(told(_room.app))
for _name, _group in {"sources": sources.app, "raw": raw.app, "rejects": operate.aside, "themes": themes.app}.items():
    app.add_typer(_group, name=_name)
told(app)


def main() -> None:
    """Run the command line; a complaint becomes one sentence and exit status 1."""
    leave(_main)


def _main() -> None:
    try:
        app(prog_name="etl")
    except Complaint as complaint:
        remark(f"etl: {complaint}")
        sys.exit(1)
    except BrokenPipeError:  # the reader of the pipe has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
