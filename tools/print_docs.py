# ruff: noqa: INP001  (tools stand alone)
"""Print: run every command that a page of docs/ shows and write down what it answers, so that no page lies.

    python tools/print_docs.py README.md README.zh.md docs/*.md

A block of a page that begins with `$ etl …` holds a command and what it prints over the samples; all
else stays as it is. The tests use the same verbs to compare.
"""

from __future__ import annotations

import os
import re
import shlex
import sys
import tempfile
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path
from typing import NamedTuple

from typer.testing import CliRunner

os.environ.pop("COLUMNS", None)  # a console made with it would keep that width
from etl.cli import app
from etl.records import Complaint

ROOT = Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"```console\n(?P<inside>.*?)```", re.DOTALL)
SHOWN = re.compile(r"\$ etl (?P<command>(?:[^\n]|(?<=\\)\n)*)\n(?P<printed>(?:(?!\$ ).*\n)*)")
WIDTH = "110"


class Shown(NamedTuple):
    """A command of a page, without the word `etl`, and what the page says that it prints."""

    command: str
    printed: str


def shown(page: str) -> Iterator[Shown]:
    """The commands of a page, in its order."""
    for block in BLOCK.finditer(page):
        for found in SHOWN.finditer(block["inside"]):
            yield Shown(found["command"], found["printed"])


def answer(command: str, warehouse: Path, folder: Path) -> str:
    """What the command prints over a warehouse, run in a folder of its own; a complaint is printed too."""
    known = {"ETL_WAREHOUSE": str(warehouse), "ETL_RAW": str(ROOT / "raw"), "COLUMNS": WIDTH}
    with chdir(folder):
        said = CliRunner().invoke(app, shlex.split(command.replace("\\\n", "")), env={**os.environ, **known})
    if isinstance(said.exception, Complaint):
        return f"etl: {said.exception}\n"
    if said.exception is not None and not isinstance(said.exception, SystemExit):
        raise said.exception
    return said.stdout.replace(str(warehouse), "warehouse")


def printed(page: str, warehouse: Path, folder: Path) -> str:
    """The page with every answer as it is now."""

    def again(block: re.Match[str]) -> str:
        inside = SHOWN.sub(
            lambda found: f"$ etl {found['command']}\n{answer(found['command'], warehouse, folder)}", block["inside"]
        )
        return f"```console\n{inside}```"

    return BLOCK.sub(again, page)


def main(pages: list[str]) -> None:
    """Write the pages anew, over a warehouse that is made of the samples."""
    sys.path.insert(0, str(ROOT / "tests"))
    from refresh_readme import refreshed  # noqa: PLC0415  (the README is as wide as a page is)
    from warehouse_building import build  # noqa: PLC0415  (the tests' way to a warehouse without a flow engine)

    with tempfile.TemporaryDirectory() as made, tempfile.TemporaryDirectory() as folder:
        build(ROOT / "raw", Path(made))
        for name in pages:
            path = Path(name)
            page = path.read_text(encoding="utf-8")
            again = (
                refreshed(page, Path(made))
                if path.name.startswith("README")
                else printed(page, Path(made), Path(folder))
            )
            path.write_text(again, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
