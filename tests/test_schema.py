"""schema.sql and records.py say one shape, each in the tongue of its reader; everything says what it means."""

import dataclasses
import re
from pathlib import Path

import pytest

from etl.warehouse import lookups, tables
from etl.warehouse.dictionary import dictionary
from etl.warehouse.duck import create, rows, writing

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    path = tmp_path_factory.mktemp("schema") / "empty.duckdb"
    create(path)
    with writing(path) as con:
        tables.build(con)
        tables.answer(con)
        yield con


def columns(con, table):
    query = "select column_name, data_type from duckdb_columns() where table_name = $1 order by column_index"
    return dict(rows(con, query, [table]))


@pytest.mark.parametrize("table", tables.RECORDS)
def test_a_table_begins_with_its_records_fields(empty, table):
    said = tables.columns(tables.RECORDS[table])
    stored = columns(empty, table)
    assert list(stored)[: len(said)] == list(said)
    assert {name: stored[name].replace('"', "") for name in said} == {n: t.replace('"', "") for n, t in said.items()}


@pytest.mark.parametrize("table", tables.RECORDS)
def test_a_column_may_be_empty_exactly_where_its_field_may(empty, table):
    nullable = dict(rows(empty, "select column_name, is_nullable from duckdb_columns() where table_name = $1", [table]))
    record = tables.RECORDS[table]
    optional = {field.name: "None" in str(field.type) for field in dataclasses.fields(record)}
    assert {name: nullable[name] for name in optional} == optional


def test_every_table_is_known_by_its_order(empty):
    names = {str(name) for (name,) in rows(empty, "select table_name from duckdb_tables()")}
    assert names == set(tables.ORDER)
    for name, order in tables.ORDER.items():
        rows(empty, f"select * from {name} order by {order}")


def test_lookup_frames_fit_their_tables(empty):
    assert list(lookups.THEMES) == list(columns(empty, "themes"))
    assert list(lookups.REGIONS) == list(columns(empty, "regions"))


def test_themes_of_the_lexicon_form_two_levels():
    themes = lookups.themes()
    assert themes["theme_id"].is_unique().all()
    tops = set(themes.filter(themes["parent_id"].is_null())["theme_id"])
    assert set(themes["parent_id"].drop_nulls()) <= tops
    assert not [basis for basis in themes["basis"] if re.search(r"\bS\d", basis)]


def test_regions_of_the_lexicon_hang_together():
    regions = lookups.regions()
    assert set(regions["parent_code"].drop_nulls()) <= set(regions["region_code"])


def test_everything_says_what_it_means_in_both_languages(empty):
    said = rows(empty, "select table_name, null, comment from duckdb_tables()")
    said += rows(empty, "select view_name, null, comment from duckdb_views() where not internal")
    said += rows(empty, "select table_name, column_name, comment from duckdb_columns() where not internal")
    dumb = [row[:2] for row in said if not re.search(r"\S · .*[\u4e00-\u9fff]", str(row[2]))]
    assert dumb == []
    assert len(said) > 200


def test_the_storage_version_is_one_that_older_readers_know(empty):
    tags = rows(empty, "select tags['storage_version'] from duckdb_databases() where path is not null")
    assert str(tags[0][0]).startswith("v1.5")


def test_the_data_dictionary_is_up_to_date():
    stored = (ROOT / "warehouse" / "README.md").read_text(encoding="utf-8")
    assert stored == dictionary(), "run `python -m etl.warehouse.dictionary > warehouse/README.md`"
