"""Prove: the command that holds the published warehouse against its laws."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from etl.commands.options import HOUSE, RAW, AsJson, House, Raw
from etl.commands.terminal import grid, patience, tell, tell_program

if TYPE_CHECKING:
    from etl.warehouse.check import Finding

app = typer.Typer(rich_markup_mode=None)


@app.command()
def check(
    raw: Raw = RAW,
    warehouse: House = HOUSE,
    again: Annotated[int, typer.Option("--again", min=0, help="Read so many articles afresh and compare.")] = 25,
    *,
    as_json: AsJson = False,
) -> None:
    """Prove the warehouse's laws over every article: nothing lost, nothing invented, every number accounted for.

    Example: etl check
    """
    with patience("proving …"):
        import polars as pl

        from etl import pipeline
        from etl.clean.page import read
        from etl.extract.numerals import NUMERAL_CHARACTERS
        from etl.extract.said import said
        from etl.fetch import fetch
        from etl.sources import expected
        from etl.warehouse.check import check as prove

        fetched = fetch(raw)
        files = pl.concat([fetched.files, fetched.rejects.select("raw_path", "raw_sha256")], how="diagonal")
        findings = prove(
            warehouse,
            raw,
            read=read,
            numeral=re.compile(NUMERAL_CHARACTERS),
            files=files,
            again=(lambda some: pipeline.through(some, raw)) if again else None,
            articles=again,
            said=said,
            expected=expected(),
        )
    if as_json:
        tell_program([{**asdict(found), "ok": found.ok} for found in findings])
    else:
        _show(findings)
    if not all(found.ok for found in findings):
        raise typer.Exit(1)


def _show(findings: Sequence[Finding]) -> None:
    made = grid("law · 律", "", "checked · 核对", "broken · 违反", "", numbers=(2, 3))
    for found in findings:
        law = str(found.law) if found.law else "sources"
        made.add_row(law, found.sentence, f"{found.checked:,}", f"{found.broken:,}", "holds" if found.ok else "BROKEN")
    tell(made, *[f"law {found.law}: {example}" for found in findings for example in found.examples])
