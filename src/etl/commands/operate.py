"""Operate: the commands for whoever keeps it running: serve, runs, rejects, doctor."""

from __future__ import annotations

import os
from dataclasses import asdict
from typing import Annotated, Any

import typer

from etl.commands.options import HOUSE, RAW, AsJson, House, Raw, Workers
from etl.commands.progress import bars
from etl.commands.terminal import grid, patience, remark, tell, tell_program, to_the_letter
from etl.complaint import Complaint

app = typer.Typer(rich_markup_mode=None)


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
    from etl import engine

    at = engine.address()
    os.environ.setdefault("PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL", "INFO")  # a service's log is read by its keeper
    engine.prepare(warehouse)
    from flows import deployments  # the flow engine takes seconds to import: only who serves pays

    remark(f"serving refresh, export, verify and reprocess to {at}; end with Ctrl-C or SIGTERM")
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
    from etl import journal

    if prometheus:
        from etl.figures import exposed

        to_the_letter(exposed(journal.runs(warehouse)))
        return
    told = journal.runs(warehouse)[: -last - 1 : -1]
    if as_json:
        tell_program([asdict(run) for run in told])
        return
    if not told:
        raise Complaint(f"run `etl run` first: {warehouse} has seen no run")
    made = grid(
        "started · 开始", "flow", "state · 状态", "new", "changed", "same", "aside", "s", numbers=(3, 4, 5, 6, 7)
    )
    for run in told:
        made.add_row(run.started_at[:19], run.flow, run.status, *_counts(run.said))
    failed = [run for run in told if run.status == "failed"]
    tell(made, *[f"\n{run.started_at[:19]} failed: {run.said.get('reason', '')}" for run in failed])


def _counts(said: dict[str, Any]) -> list[str]:
    files, seconds = said.get("files", {}), said.get("seconds", {})
    counts = [files.get("new"), files.get("changed"), files.get("unchanged"), files.get("set aside")]
    return ["" if count is None else f"{count:,}" for count in counts] + [
        f"{sum(seconds.values()):.1f}" if seconds else ""
    ]


aside = typer.Typer(invoke_without_command=True, rich_markup_mode=None)


@aside.callback()
def rejects(context: typer.Context, raw: Raw = RAW, warehouse: House = HOUSE, *, as_json: AsJson = False) -> None:
    """Show what was set aside, with its reason and its first bytes; `etl rejects retry` reads it again.

    Example: etl rejects
    """
    if context.invoked_subcommand:
        return
    from etl.warehouse.rejects import rejects as asked

    found = asked(warehouse, raw)
    if as_json:
        tell_program([row._asdict() for row in found])
        return
    for row in found:
        tell(f"{row.raw_path}\n  {row.step}: {row.reason}\n  since {row.seen_at[:19]}; {row.first or 'no bytes'}")
    tell(f"{len(found)} set aside" + ("; mend them or a rule, then: etl rejects retry" if found else ""))


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
    remark("reading again; starting the flow engine (some seconds) …")
    from etl.embedded import prepared

    await_server = prepared(warehouse)
    from flows.reprocess import Which, reprocess
    from flows.steps import watched  # the flow engine takes seconds to import: only who reads again pays

    await_server()
    with bars() as watcher, watched(watcher):
        outcome = reprocess(raw.absolute(), warehouse.absolute(), workers, Which.rejects, matching)
    if as_json:
        tell_program(asdict(outcome))
        return
    still = outcome.files.get("set aside", 0)
    tell(f"read again: {outcome.files.get('renewed', 0)} came in, {still} remain set aside")


@app.command()
def doctor(raw: Raw = RAW, warehouse: House = HOUSE, *, as_json: AsJson = False) -> None:
    """Examine the machine: Python, packages, disk, permissions, time zone, server, schedule; say what to do.

    Example: etl doctor
    """
    with patience("examining …"):
        from etl.doctor import examined

        found = examined(raw, warehouse, os.environ)
    if as_json:
        tell_program([asdict(sign) for sign in found])
    else:
        made = grid("", "", "")
        for sign in found:
            made.add_row(sign.state, sign.name, sign.said)
        tell(made)
    if any(sign.state == "ill" for sign in found):
        raise typer.Exit(1)
