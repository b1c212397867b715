"""Export: the published warehouse as Parquet for other teams, with a page that says how much of what."""

from __future__ import annotations

from pathlib import Path

from prefect import flow, task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE

from etl import journal
from etl.warehouse.export import export as write_export
from flows.alarm import alarm

Rows = dict[str, int]


@task(cache_policy=NO_CACHE, persist_result=False, retries=2, retry_delay_seconds=10)
def write(warehouse: Path, to: Path) -> Rows:
    """Every table as Parquet, in one step; rows per table."""
    manifest = write_export(warehouse, to)
    return {name: table["rows"] for name, table in manifest["tables"].items()}


@flow(name="export", on_failure=[alarm], on_crashed=[alarm])
def export(warehouse: Path = Path("warehouse"), to: Path | None = None) -> Rows:
    """Write the Parquet export of what is published.

    Args:
        warehouse: The folder of the warehouse.
        to: Where the export goes, replaced in one step; `export` in the folder of the warehouse if not said.
    """
    with journal.kept(warehouse, "export", to=to) as log:
        rows = write(warehouse, to or warehouse / "export")
        log.info(journal.FINISHED, tables=rows)
    create_table_artifact([{"table": name, "rows": count} for name, count in rows.items()], key="export")
    return rows
