"""Look: the commands for people who use the warehouse without SQL: search, report."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Annotated

import typer

from etl.commands.options import HOUSE, AsJson, House
from etl.commands.terminal import patience, remark, tell, tell_program, to_the_letter

app = typer.Typer(rich_markup_mode=None)
PIPE = 100  # columns where nobody looks at a terminal


@app.command()
def search(  # noqa: PLR0917  (typer gives them by name)
    words: Annotated[list[str], typer.Argument(help="Words to look for, in either script.")],
    theme: Annotated[
        str | None, typer.Option("--theme", help="Its id or Chinese label: style.burden, 作风建设.")
    ] = None,
    region: Annotated[str | None, typer.Option("--region", help="Its name or code: 湖南, 430000.")] = None,
    since: Annotated[str | None, typer.Option("--since", help="First day of publication: 2024-05-31.")] = None,
    organ: Annotated[str | None, typer.Option("--organ", help="A part of the organ's name: 税务局.")] = None,
    top: Annotated[int, typer.Option("--top", min=1, max=1000, help="How many paragraphs at most.")] = 20,
    warehouse: House = HOUSE,
    *,
    as_json: AsJson = False,
) -> None:
    """Show the paragraphs that speak of some words, the most fitting first, the words marked.

    Example: etl search 党支部 学习 --region 湖南 --since 2023-01-01
    """
    with patience("searching …"):
        from etl.warehouse.search import search as find
        from etl.warehouse.search import terminal

        hits = find(warehouse, " ".join(words), theme=theme, region=region, since=since, organ=organ, top=top)
    if as_json:
        tell_program(hits)
        return
    colour = sys.stdout.isatty()
    width = shutil.get_terminal_size().columns if colour else PIPE
    to_the_letter(terminal(hits, colour=colour, width=width))
    if not hits:
        remark("no paragraph holds any of these words; try fewer filters, or shorter words")


@app.command()
def report(
    to: Annotated[Path | None, typer.Option("--to", help="The file; warehouse/report.html if not said.")] = None,
    articles: Annotated[int, typer.Option("--articles", min=0, help="How many articles the reader may hold.")] = 300,
    warehouse: House = HOUSE,
    *,
    every: Annotated[
        bool, typer.Option("--all", help="Every article, in pages of a folder beside the file, with an index.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Write one HTML page that shows the warehouse: charts, tables, and a reader where facts are marked right or wrong.

    Example: etl report --to report.html
    """
    target = to or warehouse / "report.html"
    with patience("drawing the report …"):
        from etl.report import report as write
        from etl.report import report_of_all

        written = report_of_all(warehouse, target) if every else write(warehouse, target, articles)
    if as_json:
        tell_program(written._asdict())
        return
    size = f"{written.bytes / 1_000_000:.1f} MB"
    where = f"in {written.pages:,} pages beside it" if every else "in it"
    tell(f"{written.path} ({size}; {written.shown:,} of {written.articles:,} articles can be read {where})")
