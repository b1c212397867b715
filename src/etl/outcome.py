"""Plan a run and say how it ended: which files are new, changed, unchanged, gone or set aside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import polars as pl

from etl.pipeline import RESUMABLE
from etl.rules import first_changed


class Standing(Protocol):
    """What the warehouse knows of a raw path."""

    @property
    def raw_sha256(self) -> str:
        """Hash of the bytes that were read; empty where none could be."""

    @property
    def rules_version(self) -> str:
        """The rules they were read with."""

    @property
    def rejected(self) -> bool:
        """Whether they were set aside."""


Renew = Callable[[str, Standing], bool]


def never(_path: str, _known: Standing) -> bool:
    """Nothing that is known is read again."""
    return False


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run has to do. `work` (RawFile) and `refused` (Reject) are rows that the warehouse does not hold yet.

    `again` are rows of RawFile by step: their bytes are known, and only the rules of that step and later ones
    have changed. `verdicts` says of every path under `raw/`: new, changed, renewed (same bytes, other rules) or
    unchanged. `gone` are paths that the warehouse knows and that are no longer under `raw/`.
    """

    work: pl.DataFrame
    again: dict[str, pl.DataFrame]
    refused: pl.DataFrame
    verdicts: dict[str, str]
    gone: tuple[str, ...]

    @property
    def due(self) -> frozenset[str]:
        """The paths that this run looks at: all but the unchanged."""
        return frozenset(path for path, verdict in self.verdicts.items() if verdict != "unchanged")

    @property
    def idle(self) -> bool:
        """Whether the warehouse already holds what `raw/` holds."""
        return self.work.is_empty() and not self.again and self.refused.is_empty() and not self.gone


@dataclass(slots=True)
class Outcome:
    """How a run ended. Every file under `raw/` is counted once: loaded, unchanged or set aside."""

    raw: Path
    warehouse: Path
    files: dict[str, int] = field(default_factory=dict)
    tables: dict[str, int] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    published: bool = False
    notes: list[str] = field(default_factory=list)  # what a person should know besides the counts
    aside: list[tuple[str, str]] = field(default_factory=list)  # files set aside in this run, with the reason
    below: list[str] = field(default_factory=list)  # where a source gives other than its file expects

    def settle(self, plan: Plan, known: Mapping[str, Standing], tables: dict[str, int]) -> None:
        """Count the files by what became of them, now that the warehouse knows them all."""
        fates = Counter(
            "set aside" if path in known and known[path].rejected else verdict
            for path, verdict in plan.verdicts.items()
        )
        self.files = {fate: fates[fate] for fate in ("new", "changed", "renewed", "unchanged", "set aside")}
        self.files["gone"] = len(plan.gone)
        self.tables = tables


def plan(
    files: pl.DataFrame, refused: pl.DataFrame, known: Mapping[str, Standing], rules: str, renew: Renew = never
) -> Plan:
    """What to do, given the files under `raw/` (RawFile), those that cannot be read (Reject) and what is known.

    Nothing is done for a path whose bytes were already read with the same rules, unless `renew(path, what is
    known)` says so.
    """
    seen = pl.concat([files.select("raw_path", "raw_sha256"), refused.select("raw_path", "raw_sha256")])
    verdicts = {path: _verdict(path, known.get(path), digest, rules, renew) for path, digest in seen.iter_rows()}
    due = [path for path, verdict in verdicts.items() if verdict != "unchanged"]
    starts = {path: _start(known[path], rules) for path in due if verdicts[path] == "renewed" and path in known}
    since = files["raw_path"].replace_strict(starts, default="clean", return_dtype=pl.String)
    later = {step: files.filter(since == step) for step in RESUMABLE}
    return Plan(
        work=files.filter(pl.col("raw_path").is_in(due) & (since == "clean")),
        again={step: rows for step, rows in later.items() if rows.height},
        refused=refused.filter(pl.col("raw_path").is_in(due)),
        verdicts=verdicts,
        gone=tuple(sorted(known.keys() - verdicts.keys())),
    )


def _verdict(path: str, known: Standing | None, digest: str, rules: str, renew: Renew) -> str:
    if known is None:
        return "new"
    if known.raw_sha256 != digest:
        return "changed"
    return "renewed" if known.rules_version != rules or renew(path, known) else "unchanged"


def _start(known: Standing, rules: str) -> str:
    """The step from which a file is read again: one of RESUMABLE, or the first."""
    changed = first_changed(known.rules_version, rules)
    return changed if changed in RESUMABLE and not known.rejected else "clean"


def batches(files: pl.DataFrame, size: int) -> list[pl.DataFrame]:
    """The files in consecutive batches; a batch closes with the file that brings it to `size` raw bytes.

    Where a batch ends depends on the files alone, so a run that is repeated cuts the same batches.
    """
    if files.is_empty():
        return []
    number = (files["raw_bytes"].cum_sum() - files["raw_bytes"]) // size
    return [part.drop("batch") for part in files.with_columns(batch=number).partition_by("batch", maintain_order=True)]
