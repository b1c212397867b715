"""Ask: the commands for whoever knows a question or a row: sql, trace."""

from __future__ import annotations

import sys
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from etl.commands.options import HOUSE, RAW, AsJson, House, Raw
from etl.commands.terminal import patience, tell, tell_program, to_the_letter
from etl.complaint import Complaint

app = typer.Typer(rich_markup_mode=None)


class Form(StrEnum):
    """How an answer is printed."""

    table = "table"
    csv = "csv"
    json = "json"


@app.command()
def sql(
    query: Annotated[str | None, typer.Argument(help="The query; without one, a prompt.")] = None,
    warehouse: House = HOUSE,
    form: Annotated[Form, typer.Option("--format", help="How the answer is printed.")] = Form.table,
    *,
    as_json: AsJson = False,
) -> None:
    """Ask the published warehouse in SQL; it can be read at any time, also while a run writes.

    Example: etl sql "select verb, object, status from measures limit 5"
    """
    from etl.warehouse import query as asking

    shape = "json" if as_json else form.value
    if query is None and sys.stdin.isatty():
        asking.repl(warehouse, input, print, shape)
        return
    asked = sys.stdin.read() if query is None else query
    with patience("asking …"):
        answer = asking.query(warehouse, asked, shape)
    to_the_letter(answer)


@app.command()
def trace(
    wanted: Annotated[str, typer.Argument(metavar="ID", help="Of a measure, quantity, numeral, mention, paragraph …")],
    raw: Raw = RAW,
    warehouse: House = HOUSE,
    *,
    whole: Annotated[
        bool, typer.Option("--article", help="ID is an article's: its whole page, what was kept, removed, edited.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show where a row came from: the published sentence, each edit, the raw characters and bytes.

    Example: etl trace $(etl sql --format csv "select measure_id from measures limit 1" | tail -1)
    """
    if whole:
        _trace_page(wanted, raw, warehouse, as_json=as_json)
        return
    with patience("following …"):
        from etl.clean.page import read
        from etl.warehouse.show import rendered
        from etl.warehouse.trace import trace as follow

        found = follow(warehouse, raw, read, wanted)
    tell_program(asdict(found)) if as_json else tell(rendered(found))
    if found.fault:
        raise typer.Exit(1)


def _trace_page(article_id: str, raw: Path, warehouse: Path, *, as_json: bool) -> None:
    with patience("following …"):
        from etl.clean.page import read
        from etl.warehouse.seen import page_table, seen

        found = seen(warehouse, raw, read, article_id)
    tell_program(asdict(found)) if as_json else tell(page_table(found))
    if found.fault:
        raise Complaint(found.fault)
