"""Fetching: the commands that bring articles into `raw/`, try their sources, and prove and export what was fetched."""

from __future__ import annotations

import asyncio
import json
import os
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from etl.commands.terminal import console
from etl.fetch import demo, verify
from etl.fetch.check import Trial
from etl.fetch.check import check as try_source
from etl.fetch.client import Client
from etl.fetch.pace import Pace
from etl.fetch.store import ROOM, Store, read_manifest, stored
from etl.fetch.visit import Visit, visit
from etl.records import Complaint
from etl.sources import Source, names, source

app = typer.Typer(no_args_is_help=True)
sources_app = typer.Typer(help="The sources that can be fetched, and their state.", invoke_without_command=True)
raw_app = typer.Typer(help="What was fetched: prove it, export it.", no_args_is_help=True)
app.add_typer(sources_app, name="sources")
app.add_typer(raw_app, name="raw")
out = console()
err = console(stderr=True)

Raw = Annotated[Path, typer.Option("--raw", envvar="ETL_RAW", help="The folder of articles; never edited.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for a program to read.")]
Contact = Annotated[
    str, typer.Option("--contact", envvar="ETL_CONTACT", help="Whom a webmaster can reach: an address that is read.")
]
Wanted = Annotated[list[str] | None, typer.Argument(metavar="[SOURCE]…", help="All but the demo, if none is named.")]
RAW = Path("raw")
DEMO = "demo"


@app.command()
def fetch(wanted: Wanted = None, raw: Raw = RAW, contact: Contact = "", *, as_json: AsJson = False) -> None:
    """Fetch what is new or changed of the sources into raw/, politely; a source that gives too little is stopped.

    Example: etl fetch demo
    """
    chosen = [_known(name) for name in wanted or [name for name in _fetched() if name != DEMO]]
    _need_contact(chosen, contact)
    with ExitStack() as stack:
        stores = {one.name: stack.enter_context(Store(raw, one.name)) for one in chosen}
        for one in chosen:
            stack.enter_context(_served(one, 1 + len(stores[one.name].visits)))
        visits = asyncio.run(_visit_all(chosen, stores, contact))
    if as_json:
        print(json.dumps([asdict(one) for one in visits], ensure_ascii=False, indent=1))  # noqa: T201  (for a program)
    else:
        _show(visits, raw)
    if any(one.stopped for one in visits):
        raise typer.Exit(1)


async def _visit_all(chosen: list[Source], stores: dict[str, Store], contact: str) -> list[Visit]:
    """All sources at once; where two stand on one host they wait for each other."""
    pace = Pace()
    with err.status("fetching …") if err.is_terminal else nullcontext() as status:

        def watch(address: str) -> None:
            if status is not None:
                status.update(address[: err.width - 4])

        tasks = (visit(one, stores[one.name], _client(one, contact, pace), watch) for one in chosen)
        return list(await asyncio.gather(*tasks))


def _client(one: Source, contact: str, pace: Pace) -> Client:
    if one.web is None:
        raise Complaint(f"add [web] to src/etl/sources/{one.name}.toml: it does not say where its articles are")
    return Client(one.web, contact or "loopback only", pace)


def _known(name: str) -> Source:
    found = source(name)
    if name not in names():
        raise Complaint(f"add src/etl/sources/{name}.toml: no such source is known; etl sources lists those that are")
    if found.web is None:
        raise Complaint(f"add [web] to src/etl/sources/{name}.toml: it does not say where its articles are")
    return found


def _fetched() -> list[str]:
    return [name for name in names() if source(name).web is not None]


def _need_contact(chosen: list[Source], contact: str) -> None:
    if not contact and any(one.web and one.web.kind not in {"demo", "folder"} for one in chosen):
        raise Complaint("say whom a webmaster can reach, with --contact you@example.org or ETL_CONTACT: crawlers sign")


@contextmanager
def _served(one: Source, day: int) -> Iterator[None]:
    """While the body runs, the demo site is there, if the source is the demo: every visit finds another day."""
    if one.web is None or one.web.kind != "demo":
        yield
        return
    try:
        with demo.serving(demo.Site(day=day)):
            yield
    except OSError as error:
        raise Complaint(f"free port {demo.PORT}: the demo site cannot be served there ({error.strerror})") from error


def _show(visits: list[Visit], raw: Path) -> None:
    grid = Table(
        "source · 来源", "found", "new · 新增", "changed", "same", "gone", "set aside", "", box=None, pad_edge=False
    )
    for column in grid.columns[1:7]:
        column.justify = "right"
    for one in visits:
        counts = (one.found, one.new, one.changed, one.same, one.gone, len(one.aside))
        grid.add_row(one.source, *(f"{count:,}" for count in counts), "STOPPED" if one.stopped else "")
    out.print(grid)
    for one in visits:
        told = [f"stopped: {one.stopped}"] if one.stopped else []
        told += [f"doubt: {doubt}" for doubt in one.doubts[:3]]
        told += [f"set aside: {address}: {reason}" for address, reason in one.aside[:3]]
        for sentence in told:
            out.print(f"{one.source}: {sentence}", soft_wrap=True)
    out.print(f"\n{raw}/ (next: etl run)")


@sources_app.callback()
def sources(context: typer.Context, raw: Raw = RAW, *, as_json: AsJson = False) -> None:
    """List the sources with their state: what kind, when their patterns were last seen, how the last visit ended.

    Example: etl sources
    """
    if context.invoked_subcommand:
        return
    rows = [_state(source(name), raw) for name in names()]
    if as_json:
        print(json.dumps(rows, ensure_ascii=False, indent=1))  # noqa: T201  (for a program)
        return
    grid = Table(
        "source · 来源",
        "title",
        "kind",
        "script",
        "pattern seen",
        "files",
        "last visit",
        "state",
        box=None,
        pad_edge=False,
    )
    for row in rows:
        grid.add_row(*(str(cell) for cell in row.values()))
    out.print(grid)


def _state(one: Source, raw: Path) -> dict[str, object]:
    lines, _, fault = read_manifest(raw / one.name / ROOM) if (raw / one.name / ROOM).is_dir() else ([], 0, "")
    visits = [event for _, event in lines if event["event"] == "visit"]
    last = visits[-1] if visits else {}
    stopped = f"stopped: {last['stopped']}" if last.get("stopped") else ""
    return {
        "source": one.name,
        "title": one.title,
        "kind": one.web.kind if one.web else "local",
        "script": one.script or "",
        "seen": str(one.web.seen) if one.web and one.web.seen else "",
        "files": sum(1 for _ in stored(raw / one.name)),
        "visited": str(last.get("at", ""))[:16],
        "state": "manifest damaged" if fault else stopped or ("ok" if last else "never fetched" if one.web else ""),
    }


@sources_app.command(name="check")
def check_source(name: str, contact: Contact = "", *, as_json: AsJson = False) -> None:
    """Try one source: read its lists and two articles, keep nothing, and show what a fetch would take.

    Example: etl sources check demo
    """
    one = _known(name)
    _need_contact([one], contact)
    with _served(one, 1):
        trial = asyncio.run(try_source(one, _client(one, contact, Pace())))
    if as_json:
        print(json.dumps(asdict(trial), ensure_ascii=False, indent=1))  # noqa: T201  (for a program)
    else:
        _show_trial(trial)
    if not trial.ok:
        raise typer.Exit(1)


@sources_app.command(name="learn")
def learn(name: str, raw: Raw = RAW) -> None:
    """Print as TOML rules what recurs across a source's articles, to be read and put into its file.

    Example: etl sources learn county-site
    """
    from etl.clean.recurring import recurring  # noqa: PLC0415  (a help text should not wait for it)

    folder = raw / name
    if not folder.is_dir():
        raise Complaint(f"name a folder under {raw}/: there is no {name}")
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    found = recurring((path.read_bytes() for path in files), source(name))
    for number, line in enumerate(found, 1):
        print(line.toml(number), end="\n\n")  # noqa: T201  (a file's text, to the letter)
    err.print(f"{len(found)} lines recur in {len(files)} files; put those that are no text into sources/{name}.toml")


def _show_trial(trial: Trial) -> None:
    out.print(f"{trial.source}: {len(trial.found)} links to articles")
    for address in trial.found[:8]:
        count = trial.characters.get(address)
        out.print(f"  {address}" + (f"  ({count} Chinese characters)" if count is not None else ""), soft_wrap=True)
    if len(trial.found) > 8:
        out.print(f"  … and {len(trial.found) - 8} more")
    for trouble in trial.troubles:
        out.print(f"trouble: {trouble}", soft_wrap=True)


@raw_app.command(name="verify")
def verify_raw(wanted: Wanted = None, raw: Raw = RAW, *, as_json: AsJson = False) -> None:
    """Read every fetched file again and compare it, its sidecar and the manifest with the hashes that were written.

    Example: etl raw verify
    """
    found = {name: verify.verify(raw, name) for name in wanted or verify.sources(raw)}
    faults = [fault for one in found.values() for fault in one.faults]
    if as_json:
        told = {
            name: {"files": one.files, "faults": [fault._asdict() for fault in one.faults]}
            for name, one in found.items()
        }
        print(json.dumps(told, ensure_ascii=False, indent=1))  # noqa: T201  (for a program)
    else:
        for fault in faults:
            out.print(f"{fault.path}: {fault.reason}", soft_wrap=True)
        count = sum(one.files for one in found.values())
        out.print(f"{count:,} fetched files of {len(found)} sources read, {len(faults)} faults")
    if faults:
        raise typer.Exit(1)


@raw_app.command(name="import")
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
    from etl.fetch.bundles import unbundle  # noqa: PLC0415  (only this command needs it)

    if not re.fullmatch(r"\w[\w.-]{0,60}", name):
        raise Complaint(f"name the source with letters, digits, - and . only, not {name!r}")
    with Store(raw, name) as store:
        done = unbundle(bundle, store, datetime.now(UTC))
    print(json.dumps(asdict(done), ensure_ascii=False, indent=1)) if as_json else _show([done], raw)  # noqa: T201


@raw_app.command(name="export")
def export_raw(
    wanted: Annotated[list[str], typer.Argument(metavar="SOURCE…", help="The sources whose pages are exported.")],
    to: Annotated[Path, typer.Option("--to", help="The folder for the archives.")] = Path("warc"),
    raw: Raw = RAW,
) -> None:
    """Write the fetched pages of each source as a WARC file, for archives and their tools.

    Example: etl raw export demo --to warc
    """
    from etl.fetch.warc import export  # noqa: PLC0415  (only this command needs the library)

    to.mkdir(parents=True, exist_ok=True)
    for name in wanted:
        target = to / f"{name}.warc.gz"
        part = target.with_name(f".{target.name}.{os.getpid()}.part")
        try:
            with part.open("wb") as file:
                count = export(raw, name, file)
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
        out.print(f"{target}: {count:,} pages")
