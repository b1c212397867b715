"""The flow engine knows the warehouse's tables as assets, and how many rows a run left in each."""

from prefect.context import AssetContext

from etl.warehouse import tables
from flows.assets import ASSETS, tell
from flows.steps import publish


def test_every_table_is_an_asset_that_says_what_it_holds():
    assert set(ASSETS) == set(tables.ORDER)
    for name, asset in ASSETS.items():
        assert asset.key == f"duckdb://warehouse/{name}"
        assert "·" in asset.properties.description
    assert {asset.key for asset in publish.assets} == {asset.key for asset in ASSETS.values()}


def test_the_rows_of_a_run_are_told():
    context = AssetContext(downstream_assets=set(ASSETS.values()), upstream_assets=set())
    with context:
        tell({"articles": 3, "no table": 1})
    assert context.materialization_metadata == {"duckdb://warehouse/articles": {"rows": 3}}


def test_outside_of_the_engine_nobody_is_told():
    tell({"articles": 3})
