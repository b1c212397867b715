"""Fetch: the command that brings articles into `raw/`, and what it shares with those that try a source."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from etl.commands.options import RAW, AsJson, Raw
from etl.commands.terminal import console, grid, tell, tell_program
from etl.complaint import Complaint

if TYPE_CHECKING:
    from etl.fetch.client import Client
    from etl.fetch.pace import Pace
    from etl.fetch.store import Store
    from etl.fetch.visit import Visit
    from etl.sources import Source

app = typer.Typer(rich_markup_mode=None)

Contact = Annotated[
    str, typer.Option("--contact", envvar="ETL_CONTACT", help="Whom a webmaster can reach: an address that is read.")
]
Wanted = Annotated[list[str] | None, typer.Argument(metavar="[SOURCE]…", help="All but the demo, if none is named.")]
DEMO = "demo"


@app.command()
def fetch(wanted: Wanted = None, raw: Raw = RAW, contact: Contact = "", *, as_json: AsJson = False) -> None:
    """Fetch what is new or changed of the sources into raw/, politely; a source that gives too little is stopped.

    Example: etl fetch demo
    """
    from etl.fetch.store import Store

    chosen = [known(name) for name in wanted or [name for name in _fetched() if name != DEMO]]
    need_contact(chosen, contact)
    with ExitStack() as stack:
        stores = {one.name: stack.enter_context(Store(raw, one.name)) for one in chosen}
        for one in chosen:
            stack.enter_context(served(one, 1 + len(stores[one.name].visits)))
        visits = asyncio.run(_visit_all(chosen, stores, contact))
    if as_json:
        tell_program([asdict(one) for one in visits])
    else:
        show(visits, raw)
    if any(one.stopped for one in visits):
        raise typer.Exit(1)


async def _visit_all(chosen: list[Source], stores: dict[str, Store], contact: str) -> list[Visit]:
    """All sources at once; where two stand on one host they wait for each other."""
    from etl.fetch.pace import Pace
    from etl.fetch.visit import visit

    pace, err = Pace(), console(stderr=True)
    with err.status("fetching …") if err.is_terminal else nullcontext() as status:

        def watch(address: str) -> None:
            if status is not None:
                status.update(address[: err.width - 4])

        tasks = (visit(one, stores[one.name], client_of(one, contact, pace), watch) for one in chosen)
        return list(await asyncio.gather(*tasks))


def client_of(one: Source, contact: str, pace: Pace) -> Client:
    """A polite client for the source."""
    from etl.fetch.client import Client

    if one.web is None:
        raise Complaint(f"add [web] to src/etl/sources/{one.name}.toml: it does not say where its articles are")
    return Client(one.web, contact or "loopback only", pace)


def known(name: str) -> Source:
    """The source of that name; Complaint where it cannot be fetched."""
    from etl.sources import names, source

    found = source(name)
    if name not in names():
        raise Complaint(f"add src/etl/sources/{name}.toml: no such source is known; etl sources lists those that are")
    if found.web is None:
        raise Complaint(f"add [web] to src/etl/sources/{name}.toml: it does not say where its articles are")
    return found


def _fetched() -> list[str]:
    from etl.sources import names, source

    return [name for name in names() if source(name).web is not None]


def need_contact(chosen: list[Source], contact: str) -> None:
    """Complaint where a site of others would be asked by somebody who does not say who asks."""
    if not contact and any(one.web and one.web.kind not in {"demo", "folder"} for one in chosen):
        raise Complaint("say whom a webmaster can reach, with --contact you@example.org or ETL_CONTACT: crawlers sign")


@contextmanager
def served(one: Source, day: int) -> Iterator[None]:
    """While the body runs, the demo site is there, if the source is the demo: every visit finds another day."""
    if one.web is None or one.web.kind != "demo":
        yield
        return
    from etl.fetch import demo

    try:
        with demo.serving(demo.Site(day=day)):
            yield
    except OSError as error:
        raise Complaint(f"free port {demo.PORT}: the demo site cannot be served there ({error.strerror})") from error


def show(visits: list[Visit], raw: Path) -> None:
    """What visits found: a line a source, and a sentence for what stopped, is doubted or was set aside."""
    heads = ("source · 来源", "found", "new · 新增", "changed", "same", "gone", "set aside", "")
    made = grid(*heads, numbers=tuple(range(1, 7)))
    for one in visits:
        counts = (one.found, one.new, one.changed, one.same, one.gone, len(one.aside))
        made.add_row(one.source, *(f"{count:,}" for count in counts), "STOPPED" if one.stopped else "")
    tell(made, *[f"{one.source}: {sentence}" for one in visits for sentence in _told(one)], f"\n{raw}/ (next: etl run)")


def _told(one: Visit) -> list[str]:
    told = [f"stopped: {one.stopped}"] if one.stopped else []
    told += [f"doubt: {doubt}" for doubt in one.doubts[:3]]
    return told + [f"set aside: {address}: {reason}" for address, reason in one.aside[:3]]
