"""Assets: the tables of the warehouse as the flow engine knows them, and how many rows a run left in each."""

from __future__ import annotations

import re
from collections.abc import Mapping

from prefect.assets import Asset, AssetProperties
from prefect.context import AssetContext

from etl.warehouse.tables import sql

_TABLE = re.compile(r"^comment on table (\w+) is '((?:[^']|'')*)';$", re.MULTILINE)


def _asset(name: str, comment: str) -> Asset:
    about = AssetProperties(name=name, description=comment.replace("''", "'"))
    return Asset(key=f"duckdb://warehouse/{name}", properties=about)


def _schema() -> str:
    return (sql() / "schema.sql").read_text(encoding="utf-8")


ASSETS = {name: _asset(name, comment) for name, comment in _TABLE.findall(_schema())}


def tell(counts: Mapping[str, int]) -> None:
    """Say how many rows the tables have now; outside of a task that makes assets nobody is told."""
    context = AssetContext.get()
    if context is not None:
        for name in sorted(counts.keys() & ASSETS.keys()):
            context.add_asset_metadata(ASSETS[name].key, {"rows": counts[name]})
