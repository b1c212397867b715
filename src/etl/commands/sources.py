"""Sources: the commands that say how the sources stand, try one, and learn its furniture."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from etl.commands.fetch import Contact, client_of, known, need_contact, served
from etl.commands.options import RAW, AsJson, Raw
from etl.commands.terminal import grid, patience, remark, tell, tell_program, to_the_letter
from etl.complaint import Complaint

if TYPE_CHECKING:
    from etl.fetch.check import Trial
    from etl.sources import Source
    from etl.sources.web import Web

app = typer.Typer(
    rich_markup_mode=None, help="The sources that can be fetched, and their state.", invoke_without_command=True
)
SHOWN = 8  # addresses of a trial


@app.callback()
def sources(context: typer.Context, raw: Raw = RAW, *, as_json: AsJson = False) -> None:
    """List the sources with their state: what kind, when their patterns were last seen, how the last visit ended.

    Example: etl sources
    """
    if context.invoked_subcommand:
        return
    from etl.sources import names, source

    rows = [_state(source(name), raw) for name in names()]
    if as_json:
        tell_program(rows)
        return
    heads = ("source · 来源", "title · 名称", "kind · 类型", "script · 文字", "pattern seen · 核对", "files · 文件")
    made = grid(*heads, "last visit · 上次", "state · 状态", numbers=(5,))
    for row in rows:
        made.add_row(*(str(cell) for cell in row.values()))
    tell(made)


def _state(one: Source, raw: Path) -> dict[str, object]:
    from etl.fetch.store import ROOM, read_manifest, stored

    lines, _, fault = read_manifest(raw / one.name / ROOM) if (raw / one.name / ROOM).is_dir() else ([], 0, "")
    visits = [event for _, event in lines if event["event"] == "visit"]
    last = visits[-1] if visits else {}
    stopped = f"stopped: {last['stopped']}" if last.get("stopped") else ""
    return {
        "source": one.name,
        "title": one.title,
        "kind": one.web.kind if one.web else "local",
        "script": one.script or "",
        "seen": _seen(one.web) if one.web else "",
        "files": sum(1 for _ in stored(raw / one.name)),
        "visited": str(last.get("at", ""))[:16],
        "state": "manifest damaged" if fault else stopped or ("ok" if last else "never fetched" if one.web else ""),
    }


def _seen(web: Web) -> str:
    on = f" on {web.seen_on}" if web.seen_on else ""
    return f"{web.seen}{on}" if web.seen else ""


@app.command(name="check")
def check_source(name: str, contact: Contact = "", *, as_json: AsJson = False) -> None:
    """Try one source: read its lists and two articles, keep nothing, and show what a fetch would take.

    Example: etl sources check demo
    """
    one = known(name)
    need_contact([one], contact)
    from etl.fetch.check import check as try_source
    from etl.fetch.pace import Pace

    with served(one, 1), patience(f"asking {name} …"):
        trial = asyncio.run(try_source(one, client_of(one, contact, Pace())))
    if as_json:
        tell_program(asdict(trial))
    else:
        _show_trial(trial)
    if not trial.ok:
        raise typer.Exit(1)


@app.command(name="learn")
def learn(name: str, raw: Raw = RAW) -> None:
    """Print as TOML rules what recurs across a source's articles, to be read and put into its file.

    Example: etl sources learn county-site
    """
    folder = raw / name
    if not folder.is_dir():
        raise Complaint(f"name a folder under {raw}/: there is no {name}")
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    with patience(f"reading {len(files)} files …"):
        from etl.clean.recurring import recurring
        from etl.sources import source

        found = recurring((path.read_bytes() for path in files), source(name))
    for number, line in enumerate(found, 1):
        to_the_letter(line.toml(number) + "\n\n")
    remark(f"{len(found)} lines recur in {len(files)} files; put those that are no text into sources/{name}.toml")


def _show_trial(trial: Trial) -> None:
    found = [f"  {address}{_counted(trial.characters.get(address))}" for address in trial.found[:SHOWN]]
    more = [f"  … and {len(trial.found) - SHOWN} more"] if len(trial.found) > SHOWN else []
    troubles = [f"trouble: {trouble}" for trouble in trial.troubles]
    tell(f"{trial.source}: {len(trial.found)} links to articles", *found, *more, *troubles)


def _counted(characters: int | None) -> str:
    return "" if characters is None else f"  ({characters} Chinese characters)"
