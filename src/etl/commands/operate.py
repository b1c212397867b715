"""Operate: the commands for whoever keeps it running: serve, runs, rejects, doctor."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from etl import engine, journal
from etl.commands.terminal import console
from etl.doctor import examined
from etl.figures import exposed
from etl.records import Complaint

app = typer.Typer(rich_markup_mode=None)
out = console()
err = console(stderr=True)

Raw = Annotated[Path, typer.Option("--raw", envvar="ETL_RAW", help="The folder of articles; never edited.")]
House = Annotated[Path, typer.Option("--warehouse", envvar="ETL_WAREHOUSE", help="The folder of the warehouse.")]
Workers = Annotated[int, typer.Option("--workers", min=1, max=256, help="Processes for the text work.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for a program to read.")]
RAW, HOUSE = Path("raw"), Path("warehouse")


@app.command()
def serve(
    raw: Raw = RAW,
    warehouse: House = HOUSE,
    workers: Workers = 1,
    every: Annotated[
        int | None,
        typer.Option("--every", min=5, help="Seconds between refreshes, instead of once a day; for a trial."),
    ] = None,
) -> None:
    """Register the scheduled runs with a Prefect server and run them when they fall due, until told to end.

    Example: PREFECT_API_URL=http://127.0.0.1:4200/api etl serve
    """
    at = engine.address()
    os.environ.setdefault("PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL", "INFO")  # a service's log is read by its keeper
    engine.prepare(warehouse)
    from flows import deployments  # noqa: PLC0415  (Prefect takes seconds to import: only who serves pays)

    err.print(f"serving refresh, export, verify and reprocess to {at}; end with Ctrl-C or SIGTERM", soft_wrap=True)
    deployments.serve_all(raw.absolute(), warehouse.absolute(), workers, every)


@app.command()
def runs(
    warehouse: House = HOUSE,
    last: Annotated[int, typer.Option("--last", min=1, help="How many, counted from the newest.")] = 20,
    *,
    as_json: AsJson = False,
    prometheus: Annotated[
        bool, typer.Option("--prometheus", help="The newest run of each flow, for Prometheus.")
    ] = False,
) -> None:
    """Show the last runs, newest first: what they read, what they set aside, how long they took, how they ended.

    Example: etl runs --last 5
    """
    if prometheus:
        print(exposed(journal.runs(warehouse)), end="")  # noqa: T201  (for a program)
        return
    told = journal.runs(warehouse)[: -last - 1 : -1]
    if as_json:
        print(json.dumps([asdict(run) for run in told], ensure_ascii=False, indent=1))  # noqa: T201  (for a program)
        return
    if not told:
        raise Complaint(f"run `etl run` first: {warehouse} has seen no run")
    grid = Table(
        "started · 开始", "flow", "state · 状态", "new", "changed", "same", "aside", "s", box=None, pad_edge=False
    )
    for run in told:
        grid.add_row(run.started_at[:19], run.flow, run.status, *_counts(run.said))
    out.print(grid)
    for run in told:
        if run.status == "failed":
            out.print(f"\n{run.started_at[:19]} failed: {run.said.get('reason', '')}", soft_wrap=True)


def _counts(said: dict[str, Any]) -> list[str]:
    files, seconds = said.get("files", {}), said.get("seconds", {})
    counts = [files.get("new"), files.get("changed"), files.get("unchanged"), files.get("set aside")]
    return ["" if count is None else f"{count:,}" for count in counts] + [
        f"{sum(seconds.values()):.1f}" if seconds else ""
    ]


aside = typer.Typer(invoke_without_command=True, rich_markup_mode=None)
app.add_typer(aside, name="rejects")


@aside.callback()
def rejects(context: typer.Context, raw: Raw = RAW, warehouse: House = HOUSE, *, as_json: AsJson = False) -> None:
    """Show what was set aside, with its reason and its first bytes; `etl rejects retry` reads it again.

    Example: etl rejects
    """
    if context.invoked_subcommand:
        return
    from etl.warehouse.rejects import rejects as asked  # noqa: PLC0415  (a help text should not wait for the engine)

    found = asked(warehouse, raw)
    if as_json:
        print(json.dumps([row._asdict() for row in found], ensure_ascii=False, indent=1))  # noqa: T201  (for a program)
        return
    for row in found:
        out.print(
            f"{row.raw_path}\n  {row.step}: {row.reason}\n  since {row.seen_at[:19]}; {row.first or 'no bytes'}",
            soft_wrap=True,
        )
    out.print(f"{len(found)} set aside" + ("; mend them or a rule, then: etl rejects retry" if found else ""))


@aside.command()
def retry(
    raw: Raw = RAW,
    warehouse: House = HOUSE,
    workers: Workers = 1,
    matching: Annotated[str, typer.Option("--matching", help="Only raw paths of this shape.")] = "*",
    *,
    as_json: AsJson = False,
) -> None:
    """Read again what was set aside, after a rule was mended or a permission given back.

    Example: etl rejects retry --matching 'samples/*'
    """
    engine.prepare(warehouse)
    from flows.reprocess import Which, reprocess  # noqa: PLC0415  (Prefect takes seconds to import)

    outcome = reprocess(raw.absolute(), warehouse.absolute(), workers, Which.rejects, matching)
    if as_json:
        print(json.dumps(asdict(outcome), ensure_ascii=False, default=str))  # noqa: T201  (for a program)
        return
    still = outcome.files.get("set aside", 0)
    out.print(f"read again: {outcome.files.get('renewed', 0)} came in, {still} remain set aside")


@app.command()
def doctor(raw: Raw = RAW, warehouse: House = HOUSE, *, as_json: AsJson = False) -> None:
    """Examine the machine: Python, packages, disk, permissions, time zone, server, schedule; say what to do.

    Example: etl doctor
    """
    found = examined(raw, warehouse, os.environ)
    if as_json:
        print(json.dumps([asdict(sign) for sign in found], ensure_ascii=False, indent=1))  # noqa: T201  (for a program)
    else:
        grid = Table(box=None, show_header=False, pad_edge=False)
        for sign in found:
            grid.add_row(sign.state, sign.name, sign.said)
        out.print(grid)
    if any(sign.state == "ill" for sign in found):
        raise typer.Exit(1)
