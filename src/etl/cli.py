"""The commands: what a person or a program says to the product.

Every command explains itself with an example, ends with exit status 0 only when all went well, and
complains in one sentence that says what to do. Progress shows on a terminal and never in a pipe.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from etl.commands import diff, look, operate, review, themes, web
from etl.commands.guide import EPILOG, told
from etl.commands.terminal import console, patience
from etl.engine import prepare
from etl.leave import leave
from etl.records import Complaint

if TYPE_CHECKING:  # a help text and the Tab key should not wait for the text steps
    from etl.evaluate import Scores, compare
    from etl.outcome import Outcome
    from etl.warehouse.check import Finding

app = typer.Typer(
    name="etl",
    help="Messy Chinese articles on 机关党建 in, facts one can query out. Start with: etl run",
    epilog=EPILOG,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
out = console()
err = console(stderr=True)


class Form(StrEnum):
    """How an answer is printed."""

    table = "table"
    csv = "csv"
    json = "json"


Raw = Annotated[Path, typer.Option("--raw", envvar="ETL_RAW", help="The folder of articles; never edited.")]
House = Annotated[Path, typer.Option("--warehouse", envvar="ETL_WAREHOUSE", help="The folder of the warehouse.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for a program to read.")]
RAW, HOUSE = Path("raw"), Path("warehouse")


def main() -> None:
    """Run the command line; a complaint becomes one sentence and exit status 1."""
    leave(_main)


def _main() -> None:
    try:
        app(prog_name="etl")
    except Complaint as complaint:
        err.print(f"etl: {complaint}", soft_wrap=True)
        sys.exit(1)
    except BrokenPipeError:  # the reader of the pipe has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


@app.command()
def run(
    raw: Raw = RAW,
    warehouse: House = HOUSE,
    workers: Annotated[int, typer.Option("--workers", min=1, max=256, help="Processes for the text work.")] = 1,
    *,
    as_json: AsJson = False,
) -> None:
    """Run the whole pipeline over everything under raw/; only what is new or changed is processed.

    Example: etl run --raw raw --workers 2
    """
    err.print(f"reading {raw}/ into {warehouse}/; starting the flow engine (some seconds, longer the first time) …")
    prepare(warehouse)
    from flows.refresh import refresh, watched  # noqa: PLC0415  (Prefect takes seconds to import: only a run pays)

    with _progress() as watcher, watched(watcher):
        outcome = refresh(raw.absolute(), warehouse.absolute(), workers)
    out.print_json(json.dumps(asdict(outcome), default=str)) if as_json else _show(outcome, warehouse)


@contextmanager
def _progress() -> Iterator[Callable[[str, int], None]]:
    """A bar a step on a terminal; silence in a pipe."""
    columns = (TextColumn("{task.description:>8}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, disable=not err.is_terminal, transient=True) as progress:
        bars: dict[str, Any] = {}

        def watch(step: str, count: int) -> None:
            if step == "batches":
                bars.update({name: progress.add_task(name, total=count) for name in STEPS})
            else:
                progress.advance(bars[step], count)

        yield watch


STEPS = ("clean", "convert", "segment", "extract", "load")
TOLD = {
    "paragraphs": "paragraphs · 段落",
    "measures": "measures · 举措",
    "quantities": "quantities · 数量",
    "theme_tags": "theme tags · 主题",
    "programmes": "programmes · 品牌项目",
    "numerals": "numerals · 数字",
}
FATES = {
    "new": "new · 新增",
    "changed": "changed · 变更",
    "renewed": "read again, rules changed · 重读",
    "unchanged": "unchanged · 未变",
    "set aside": "set aside · 搁置",
    "gone": "gone from raw/ · 移除",
}


NEXT = "select organ, verb, object, status from measures_flat limit 10"


def _show(outcome: Outcome, warehouse: Path) -> None:
    """The end of a run: a short table, where the warehouse is, and one thing to try next."""
    grid = Table("articles · 文章", "", "in the warehouse · 库中", "", box=None, pad_edge=False)
    grid.columns[1].justify = grid.columns[3].justify = "right"
    left = [(FATES[fate], count) for fate, count in outcome.files.items() if count or fate in {"new", "set aside"}]
    right = [(label, outcome.tables.get(table, 0)) for table, label in TOLD.items()]
    for at in range(max(len(left), len(right))):
        cells = [*(left[at] if at < len(left) else ("", "")), *(right[at] if at < len(right) else ("", ""))]
        grid.add_row(*[f"{cell:,}" if isinstance(cell, int) else cell for cell in cells])
    out.print(grid)
    seconds = ", ".join(f"{step} {spent:.1f}" for step, spent in outcome.seconds.items())
    state = "published" if outcome.published else "nothing new, left as it was"
    for note in outcome.notes:
        out.print(f"\nnote: {note}", soft_wrap=True)
    out.print(f"\n{warehouse / 'warehouse.duckdb'} ({state}; seconds: {seconds})")
    aside = outcome.files.get("set aside", 0)
    query = (
        "select raw_path, reason from rejects"
        if aside
        else "select verb, object, organ, region from measures_flat limit 10"
    )
    out.print(f'next: etl sql "{query}"')


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
    from etl.warehouse import query as asking  # noqa: PLC0415  (a help text should not wait for the engine)

    shape = "json" if as_json else form.value
    if query is not None:
        print(asking.query(warehouse, query, shape), end="")  # noqa: T201  (the answer, to the letter)
        return
    if not sys.stdin.isatty():
        print(asking.query(warehouse, sys.stdin.read(), shape), end="")  # noqa: T201  (the answer, to the letter)
        return
    asking.repl(warehouse, input, print, shape)


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
    from etl.clean.page import read  # noqa: PLC0415  (a help text should not wait for it)
    from etl.warehouse.show import rendered  # noqa: PLC0415
    from etl.warehouse.trace import trace as follow  # noqa: PLC0415

    with patience(err, "following …"):
        found = follow(warehouse, raw, read, wanted)
    print(json.dumps(asdict(found), ensure_ascii=False, indent=1)) if as_json else out.print(rendered(found))  # noqa: T201
    if found.fault:
        raise typer.Exit(1)


def _trace_page(article_id: str, raw: Path, warehouse: Path, *, as_json: bool) -> None:
    from etl.clean.page import read  # noqa: PLC0415  (a help text should not wait for it)
    from etl.warehouse.seen import page_table, seen  # noqa: PLC0415

    found = seen(warehouse, raw, read, article_id)
    print(json.dumps(asdict(found), ensure_ascii=False, indent=1)) if as_json else out.print(page_table(found))  # noqa: T201
    if found.fault:
        raise Complaint(found.fault)


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
    import polars as pl  # noqa: PLC0415  (a help text should not wait for it)

    from etl import pipeline  # noqa: PLC0415
    from etl.clean.page import read  # noqa: PLC0415
    from etl.extract.numerals import NUMERAL_CHARACTERS  # noqa: PLC0415
    from etl.extract.said import said  # noqa: PLC0415
    from etl.fetch import fetch  # noqa: PLC0415
    from etl.warehouse.check import check as prove  # noqa: PLC0415

    fetched = fetch(raw)
    files = pl.concat([fetched.files, fetched.rejects.select("raw_path", "raw_sha256")], how="diagonal")
    with patience(err, "proving …"):
        findings = prove(
            warehouse,
            raw,
            read=read,
            numeral=re.compile(NUMERAL_CHARACTERS),
            files=files,
            again=(lambda some: pipeline.through(some, raw)) if again else None,
            articles=again,
            said=said,
        )
    if as_json:
        print(json.dumps([{**asdict(found), "ok": found.ok} for found in findings], ensure_ascii=False, indent=1))  # noqa: T201
    else:
        _show_findings(findings)
    if not all(found.ok for found in findings):
        raise typer.Exit(1)


def _show_findings(findings: list[Finding]) -> None:
    grid = Table("law · 律", "", "checked", "broken", "", box=None, pad_edge=False)
    grid.columns[2].justify = grid.columns[3].justify = "right"
    for found in findings:
        law = str(found.law) if found.law else "sources"
        grid.add_row(law, found.sentence, f"{found.checked:,}", f"{found.broken:,}", "holds" if found.ok else "BROKEN")
    out.print(grid)
    for found in findings:
        for example in found.examples:
            out.print(f"law {found.law}: {example}", soft_wrap=True)


@app.command()
def export(
    to: Annotated[
        Path | None, typer.Option("--to", help="Where the export goes; warehouse/export if not said.")
    ] = None,
    warehouse: House = HOUSE,
    form: Annotated[str, typer.Option("--format", help="Only parquet so far.")] = "parquet",
    *,
    as_json: AsJson = False,
) -> None:
    """Write every table as Parquet with a manifest, replaced in one step; equal content gives equal bytes.

    Example: etl export --to warehouse/export
    """
    from etl.warehouse.export import export as write  # noqa: PLC0415  (a help text should not wait for the engine)

    target = to or warehouse / "export"
    with patience(err, "writing the export …"):
        manifest = write(warehouse, target, form)
    if as_json:
        print(json.dumps(manifest, ensure_ascii=False, indent=1))  # noqa: T201
        return
    grid = Table("table · 表", "rows · 行", "files", "bytes", box=None, pad_edge=False)
    for column in grid.columns[1:]:
        column.justify = "right"
    for name, table in manifest["tables"].items():
        files = table["files"]
        grid.add_row(name, f"{table['rows']:,}", str(len(files)), f"{sum(file['bytes'] for file in files):,}")
    out.print(grid)
    out.print(f"\n{target / 'manifest.json'}")


@app.command(name="eval")
def evaluation(
    answers: Annotated[Path, typer.Argument(help="A folder with an answer key (lines.json, measures.json, …).")],
    texts: Annotated[Path | None, typer.Option("--texts", help="Where the key's texts lie.")] = None,
    *,
    errors: Annotated[bool, typer.Option("--errors", help="Show every error with its text.")] = False,
    save: Annotated[Path | None, typer.Option("--save", help="Keep these scores in a file.")] = None,
    against: Annotated[Path | None, typer.Option("--against", help="Say what differs from a kept file.")] = None,
    as_json: AsJson = False,
) -> None:
    """Score the pipeline against an answer key: precision, recall and F1, with 95 % intervals by document.

    Example: etl eval tests/answers --texts raw --errors
    """
    from etl.evaluate import compare, evaluate  # noqa: PLC0415  (a help text should not wait for it)

    earlier = compare.load(against) if against else None
    with patience(err, "reading the texts and holding them against the key …"):
        scores = evaluate(answers, texts or _texts(answers))
    if save:
        compare.save(scores, save)
    if as_json:
        print(json.dumps(_scores(scores), ensure_ascii=False, indent=1))  # noqa: T201  (for a program)
        return
    _show_scores(scores)
    if errors:
        _show_errors(scores)
    if earlier:
        _show_changes(compare.changes(earlier, scores))


def _show_changes(changes: list[compare.Change]) -> None:
    """What got better or worse since the kept run, with the errors behind it."""
    if not changes:
        out.print("\nnothing differs from the kept run · 无变化")
        return
    grid = Table("since the kept run · 变化", "F1", "text", "wanted · 应有", "found · 所得", box=None, pad_edge=False)
    for change in changes:
        both = ["–" if value is None else f"{value:.3f}" for value in (change.before, change.after)]
        grid.add_row(change.score, " → ".join(both))
        for sign, misses in (("mended", change.mended), ("new", change.made)):
            for miss in misses:
                grid.add_row(f"  {sign}", "", miss.document, miss.wanted, miss.found)
    out.print(grid)


def _texts(answers: Path) -> Path:
    """Where a key's texts lie if nobody says: beside the key."""
    for place in (answers / "texts", answers.parent / "seeds", Path("raw")):
        if place.is_dir():
            return place
    raise Complaint(f"say where the texts are with --texts DIR: there are none beside {answers}")


def _scores(scores: Scores) -> dict[str, Any]:
    return {
        name: {**asdict(scores.total(name)), "f1": scores.total(name).f1, "interval": scores.interval(name)}
        for name in scores.tallies
    }


def _show_scores(scores: Scores) -> None:
    grid = Table("score · 指标", "right", "extra", "missed", "P", "R", "F1", "95 %", box=None, pad_edge=False)
    for column in grid.columns[1:]:
        column.justify = "right"
    for name in scores.tallies:
        total, interval = scores.total(name), scores.interval(name)
        shares = [f"{value:.3f}" if value is not None else "–" for value in (total.precision, total.recall, total.f1)]
        spread = f"{interval[0]:.2f}–{interval[1]:.2f}" if interval else "–"
        grid.add_row(name, f"{total.hits:,}", f"{total.extra:,}", f"{total.missed:,}", *shares, spread)
    out.print(grid)


def _show_errors(scores: Scores) -> None:
    grid = Table("score", "text", "wanted · 应有", "found · 所得", box=None, pad_edge=False)
    for miss in scores.misses:
        if not miss.score.startswith("theme ") or miss.score == "theme leaf":
            grid.add_row(miss.score, miss.document, miss.wanted, miss.found)
    out.print(grid)


app.add_typer(told(operate.app))
app.add_typer(told(look.app))
app.add_typer(told(review.app))
app.add_typer(told(diff.app))
app.add_typer(told(web.app))
app.add_typer(themes.app, name="themes")
told(app)
