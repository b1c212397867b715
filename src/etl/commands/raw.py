"""Raw: the commands that prove, take in and hand out what was fetched."""

from __future__ import annotations

import os
import re
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from etl.commands.fetch import Wanted, show
from etl.commands.options import RAW, AsJson, Raw
from etl.commands.terminal import patience, tell, tell_program
from etl.complaint import Complaint

app = typer.Typer(rich_markup_mode=None, help="What was fetched: prove it, export it.", no_args_is_help=True)


@app.command(name="verify")
def verify_raw(wanted: Wanted = None, raw: Raw = RAW, *, as_json: AsJson = False) -> None:
    """Read every fetched file again and compare it, its sidecar and the manifest with the hashes that were written.

    Example: etl raw verify
    """
    with patience("reading every file again …"):
        from etl.fetch import verify

        found = {name: verify.verify(raw, name) for name in wanted or verify.sources(raw)}
    faults = [fault for one in found.values() for fault in one.faults]
    if as_json:
        told = {
            name: {"files": one.files, "faults": [fault._asdict() for fault in one.faults]}
            for name, one in found.items()
        }
        tell_program(told)
    else:
        count = sum(one.files for one in found.values())
        end = f"{count:,} fetched files of {len(found)} sources read, {len(faults)} faults"
        tell(*[f"{fault.path}: {fault.reason}" for fault in faults], end)
    if faults:
        raise typer.Exit(1)


@app.command(name="import")
def import_raw(
    bundle: Annotated[Path, typer.Argument(help="JSON lines or Parquet, one article a record.")],
    name: Annotated[str, typer.Option("--source", help="The folder of raw/ that takes them.")],
    raw: Raw = RAW,
    *,
    as_json: AsJson = False,
) -> None:
    """Take the articles that others crawled, from JSON lines or Parquet, into raw/.

    Example: etl raw import articles.jsonl --source colleagues
    """
    if not re.fullmatch(r"\w[\w.-]{0,60}", name):
        raise Complaint(f"name the source with letters, digits, - and . only, not {name!r}")
    with patience(f"taking in {bundle} …"):
        from etl.fetch.bundles import unbundle
        from etl.fetch.store import Store

        with Store(raw, name) as store:
            done = unbundle(bundle, store, datetime.now(UTC))
    tell_program(asdict(done)) if as_json else show([done], raw)


@app.command(name="export")
def export_raw(
    wanted: Annotated[list[str], typer.Argument(metavar="SOURCE…", help="The sources whose pages are exported.")],
    to: Annotated[Path, typer.Option("--to", help="The folder for the archives.")] = Path("warc"),
    raw: Raw = RAW,
    *,
    as_json: AsJson = False,
) -> None:
    """Write the fetched pages of each source as a WARC file, for archives and their tools.

    Example: etl raw export demo --to warc
    """
    to.mkdir(parents=True, exist_ok=True)
    done: dict[str, int] = {}
    for name in wanted:
        target = to / f"{name}.warc.gz"
        with patience(f"writing {target} …"):
            done[str(target)] = _written(raw, name, target)
    tell_program(done) if as_json else tell(*[f"{target}: {count:,} pages" for target, count in done.items()])


def _written(raw: Path, name: str, target: Path) -> int:
    """Write a source's archive in one step; how many pages it holds."""
    from etl.fetch.warc import export

    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            count = export(raw, name, file)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return count
