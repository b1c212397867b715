"""Report: what a run came to, as Markdown for the run's page: what came in, what was set aside, how it compares."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from etl import journal
from etl.idle import SHOWN
from etl.outcome import Outcome


def report(outcome: Outcome) -> str:
    """The page of a refresh; the trend is taken from the journal beside the warehouse."""
    parts = [
        "# Refresh",
        *outcome.notes,
        _table("files · 文件", outcome.files),
        _aside(outcome),
        _below(outcome),
        _table("rows · 行", outcome.tables),
        _table("seconds · 秒", outcome.seconds),
        _trend(outcome.warehouse),
    ]
    return "\n\n".join(part for part in parts if part)


def _table(title: str, rows: Mapping[str, object]) -> str:
    return "\n".join([f"| {title} | |", "|---|---:|", *(f"| {name} | {value} |" for name, value in rows.items())])


def _aside(outcome: Outcome) -> str:
    """The files that this run set aside; their names are data, so nothing in them is markup."""
    if not outcome.aside:
        return ""
    lines = [f"| {_plain(path)} | {_plain(reason)} |" for path, reason in outcome.aside[:SHOWN]]
    more = len(outcome.aside) - SHOWN
    rest = [f"\n… and {more} more: `etl rejects`"] if more > 0 else []
    return "\n".join(["| set aside · 搁置 | why · 原因 |", "|---|---|", *lines, *rest])


def _below(outcome: Outcome) -> str:
    """Where a source gives other than its file expects."""
    if not outcome.below:
        return ""
    lines = [f"- {_plain(sentence)}" for sentence in outcome.below[:SHOWN]]
    more = len(outcome.below) - SHOWN
    rest = [f"- … and {more} more: `etl check`"] if more > 0 else []
    return "\n".join(["**not as expected · 与预期不符**", "", *lines, *rest])


def _trend(warehouse: Path) -> str:
    """The last runs of the journal, newest first."""
    told = [run for run in journal.runs(warehouse) if run.flow == "refresh"][-SHOWN:]
    lines = [_line(run) for run in reversed(told)]
    return "\n".join(
        ["| run · 运行 | state | new | changed | set aside | seconds |", "|---|---|---:|---:|---:|---:|", *lines]
    )


def _line(run: journal.Told) -> str:
    files, seconds = run.said.get("files", {}), run.said.get("seconds", {})
    counts = [files.get(fate, 0) for fate in ("new", "changed", "set aside")]
    cells = [run.started_at[:19], run.status, *counts, f"{sum(seconds.values()):.1f}"]
    return "| " + " | ".join(map(str, cells)) + " |"


def _plain(text: str) -> str:
    """The text with what Markdown would read as markup made harmless."""
    return "".join(f"&#{ord(character)};" if character in "|<>&`*_[]()!#\\\r\n" else character for character in text)
