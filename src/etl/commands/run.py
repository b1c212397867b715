"""Run: the command that carries what is new in `raw/` to the published warehouse, and says what came of it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from etl.commands.options import HOUSE, RAW, AsJson, Cluster, House, Raw, Workers
from etl.commands.progress import bars
from etl.commands.terminal import grid, remark, tell, tell_program

if TYPE_CHECKING:
    from etl.outcome import Outcome

app = typer.Typer(rich_markup_mode=None)

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
NEXT = "select verb, object, organ, region from measures_flat limit 10"
NEXT_ASIDE = "select raw_path, reason from rejects"


@app.command()
def run(
    raw: Raw = RAW,
    warehouse: House = HOUSE,
    workers: Workers = 1,
    cluster: Cluster = None,
    *,
    anew: Annotated[
        bool, typer.Option("--anew", help="Build the warehouse from raw/ alone, and then replace what is published.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Run the whole pipeline over everything under raw/; only what is new or changed is processed.

    Example: etl run --raw raw --workers 2
    """
    from etl.engine import recorded
    from etl.idle import settled

    asked = (raw.absolute(), warehouse.absolute(), workers, cluster)
    outcome = None if anew or recorded() else settled(*asked)
    if outcome is None:
        remark(f"reading {raw}/ into {warehouse}/; starting the flow engine (some seconds) …")
        outcome = _flow(*asked, anew=anew)
    tell_program(asdict(outcome)) if as_json else _show(outcome, warehouse)


def _flow(raw: Path, warehouse: Path, workers: int, cluster: str | None, *, anew: bool) -> Outcome:
    """The refresh as the flow engine runs it."""
    from etl.embedded import prepared

    await_server = prepared(warehouse)
    from flows.refresh import refresh, wide  # the flow engine takes seconds to import: only who needs it pays
    from flows.steps import watched

    await_server()
    with bars() as watcher, watched(watcher):
        return wide(refresh, workers, cluster)(raw, warehouse, workers, cluster, anew=anew)


def _show(outcome: Outcome, warehouse: Path) -> None:
    """The end of a run: a short table, where the warehouse is, and one thing to try next."""
    made = grid("articles · 文章", "", "in the warehouse · 库中", "", numbers=(1, 3))
    left = [(FATES[fate], count) for fate, count in outcome.files.items() if count or fate in {"new", "set aside"}]
    right = [(label, outcome.tables.get(table, 0)) for table, label in TOLD.items()]
    for at in range(max(len(left), len(right))):
        cells = [*(left[at] if at < len(left) else ("", "")), *(right[at] if at < len(right) else ("", ""))]
        made.add_row(*[f"{cell:,}" if isinstance(cell, int) else cell for cell in cells])
    seconds = ", ".join(f"{step} {spent:.1f}" for step, spent in outcome.seconds.items())
    state = "published" if outcome.published else "nothing new, left as it was"
    query = NEXT_ASIDE if outcome.files.get("set aside", 0) else NEXT
    notes = [f"\nnote: {note}" for note in outcome.notes]
    tell(made, *notes, f"\n{warehouse / 'warehouse.duckdb'} ({state}; seconds: {seconds})", f'next: etl sql "{query}"')
