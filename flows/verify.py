"""Verify: prove every law over the published copy and the raw files, and that the export is as it was written."""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl
from prefect import flow, task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE

from etl import journal
from etl.clean.page import read
from etl.extract.numerals import NUMERAL_CHARACTERS
from etl.extract.said import said
from etl.fetch import fetch
from etl.records import Complaint
from etl.sources import expected
from etl.warehouse.check import Finding, check
from etl.warehouse.export import faults
from flows.alarm import alarm

Row = dict[str, str | int]


@task(cache_policy=NO_CACHE, persist_result=False)
def laws(raw: Path, warehouse: Path) -> list[Finding]:
    """Every law with its finding."""
    files = pl.concat([frame.select("raw_path", "raw_sha256") for frame in fetch(raw)])
    return check(
        warehouse, raw, read=read, numeral=re.compile(NUMERAL_CHARACTERS), files=files, said=said, expected=expected()
    )


@task(cache_policy=NO_CACHE, persist_result=False)
def exports(to: Path) -> Finding:
    """Whether the files of the export are those that its manifest names; nothing to prove where there is none."""
    finding = Finding(0, "the export's files are as they were written")
    if to.exists():
        finding.take(iter(faults(to)))
    return finding


@flow(name="verify", on_failure=[alarm], on_crashed=[alarm])
def verify(raw: Path = Path("raw"), warehouse: Path = Path("warehouse"), to: Path | None = None) -> list[Row]:
    """Prove all laws; the run fails where one is broken, and its page shows which.

    Args:
        raw: The folder of articles.
        warehouse: The folder of the warehouse.
        to: The export that is proved too; `export` in the folder of the warehouse if not said.
    """
    with journal.kept(warehouse, "verify") as log:
        findings = [*laws(raw, warehouse), exports(to or warehouse / "export")]
        rows = [_row(finding) for finding in findings]
        create_table_artifact(rows, key="verify", description="Every law, and how it stands.")
        broken = [finding for finding in findings if not finding.ok]
        if broken:
            raise Complaint(f"run `etl check` and mend this: {broken[0].sentence} ({broken[0].examples[0]})")
        log.info(journal.FINISHED, laws=len(findings), checked=sum(finding.checked for finding in findings))
    return rows


def _row(finding: Finding) -> Row:
    return {
        "law": finding.law or "export, sources",
        "": finding.sentence,
        "checked": finding.checked,
        "broken": finding.broken,
        "example": finding.examples[0] if finding.examples else "",
    }
