"""The export is Parquet that is equal wherever the content is, replaced in one step, with a manifest that holds."""

import hashlib
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest

from etl.records import Complaint, Reject
from etl.warehouse import tables
from etl.warehouse.describe import CROISSANT, PACKAGE
from etl.warehouse.export import LEFT_OUT, MANIFEST, export, faults
from tests.warehouse_cases import NOON, RUN, asked, build, facts, only_rejects

BLANK = only_rejects(Reject("samples/blank.txt", "0" * 64, "clean", "put text into this file: it is blank"))


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory):
    folder = tmp_path_factory.mktemp("export")
    build(folder, facts("a"), facts("b", published_on=None), BLANK)
    return folder


@pytest.fixture(scope="module")
def other(tmp_path_factory):
    """The same facts, loaded in another order, by other runs, at other times."""
    folder = tmp_path_factory.mktemp("other")
    later = replace(RUN, started_at=NOON + timedelta(days=9), flow_run_id="other", durations={"clean": 7.0})
    build(folder, BLANK, facts("b", published_on=None), run=later)
    build(folder, facts("a"), run=replace(later, started_at=NOON + timedelta(days=10)))
    return folder


@pytest.fixture(scope="module")
def less(tmp_path_factory):
    folder = tmp_path_factory.mktemp("less")
    build(folder, facts("a"))
    return folder


def content(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_every_table_is_there_with_its_rows(warehouse, tmp_path):
    manifest = export(warehouse, tmp_path / "out")
    assert set(manifest["tables"]) == set(tables.ORDER) - set(LEFT_OUT)
    for name, said in manifest["tables"].items():
        held = pl.read_parquet(tmp_path / "out" / f"{name}.parquet")
        assert held.height == said["rows"] == asked(warehouse, f"select count(*) from {name}")[0][0]
        assert held.columns == [column["name"] for column in said["columns"]]


def test_the_manifest_tells_the_truth_about_every_file(warehouse, tmp_path):
    manifest = export(warehouse, tmp_path / "out")
    assert json.loads((tmp_path / "out" / MANIFEST).read_text(encoding="utf-8")) == manifest
    said = {file["path"]: file for table in manifest["tables"].values() for file in table["files"]}
    stored = {name: data for name, data in content(tmp_path / "out").items() if name.endswith(".parquet")}
    assert said.keys() == stored.keys()
    for name, data in stored.items():
        assert (said[name]["bytes"], said[name]["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())
    assert manifest["schema_version"] == tables.SCHEMA_VERSION


def test_equal_content_gives_equal_bytes_whatever_the_clock_and_the_order_of_loading(warehouse, other, tmp_path):
    export(warehouse, tmp_path / "one")
    export(other, tmp_path / "other")
    assert content(tmp_path / "one") == content(tmp_path / "other")


def test_parquet_is_compressed_with_zstd(warehouse, tmp_path):
    export(warehouse, tmp_path / "out")
    pq = pytest.importorskip("pyarrow.parquet")
    column = pq.ParquetFile(tmp_path / "out" / "paragraphs.parquet").metadata.row_group(0).column(0)
    assert column.compression == "ZSTD"


def test_a_large_table_is_cut_by_year_and_reads_as_one(warehouse, tmp_path):
    manifest = export(warehouse, tmp_path / "out", large=3)
    files = [file["path"] for file in manifest["tables"]["paragraphs"]["files"]]
    assert files == ["paragraphs/year=0/paragraphs.parquet", "paragraphs/year=2024/paragraphs.parquet"]
    held = pl.read_parquet(tmp_path / "out" / "paragraphs" / "**" / "*.parquet")
    assert held.height == manifest["tables"]["paragraphs"]["rows"] == 4
    assert (tmp_path / "out" / "articles.parquet").is_file()


def test_a_new_export_takes_the_old_ones_place_and_an_old_reader_keeps_its_files(warehouse, less, tmp_path):
    export(less, tmp_path / "out")
    opened = (tmp_path / "out").resolve()
    before = content(opened)
    export(warehouse, tmp_path / "out")
    assert pl.read_parquet(tmp_path / "out" / "articles.parquet").height == 2
    assert content(opened) == before
    export(warehouse, tmp_path / "out", large=1)
    assert not opened.exists()
    assert len(list(tmp_path.glob(".out-*"))) == 2


def test_exporting_the_same_again_changes_nothing(warehouse, tmp_path):
    export(warehouse, tmp_path / "out")
    before = (tmp_path / "out").resolve(), (tmp_path / "out").resolve().stat().st_mtime_ns
    export(warehouse, tmp_path / "out")
    assert ((tmp_path / "out").resolve(), (tmp_path / "out").resolve().stat().st_mtime_ns) == before


def test_a_corrupted_file_is_found_and_the_next_export_writes_it_again(warehouse, tmp_path):
    export(warehouse, tmp_path / "export")
    shard = tmp_path / "export" / "measures.parquet"
    data = bytearray(shard.read_bytes())
    data[len(data) // 2] ^= 255
    shard.write_bytes(data)
    told = [fault for fault in faults(tmp_path / "export") if fault]
    assert told == [f"run `etl export`: {shard} is not as it was written"]
    export(warehouse, tmp_path / "export")
    assert [fault for fault in faults(tmp_path / "export") if fault] == []


def test_what_a_killed_export_left_is_no_hindrance(warehouse, tmp_path):
    (tmp_path / ".out-unfinished").mkdir()
    (tmp_path / ".out-unfinished" / "articles.parquet").write_bytes(b"half")
    (tmp_path / ".out-link").symlink_to("nowhere")
    export(warehouse, tmp_path / "out")
    assert pl.read_parquet(tmp_path / "out" / "articles.parquet").height == 2


def test_an_empty_folder_is_used_and_a_foreign_one_refused(warehouse, tmp_path):
    (tmp_path / "empty").mkdir()
    export(warehouse, tmp_path / "empty")
    assert (tmp_path / "empty" / MANIFEST).is_file()
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("x")
    with pytest.raises(Complaint, match="no export made it"):
        export(warehouse, tmp_path / "mine")
    assert (tmp_path / "mine" / "thesis.txt").is_file()


def test_neighbours_with_a_like_name_are_left_alone(warehouse, less, tmp_path):
    export(warehouse, tmp_path / "out-2")
    export(warehouse, tmp_path / "out")
    export(less, tmp_path / "out")
    export(less, tmp_path / "out", large=1)
    assert pl.read_parquet(tmp_path / "out-2" / "articles.parquet").height == 2


def test_another_form_is_refused(warehouse, tmp_path):
    with pytest.raises(Complaint, match="parquet"):
        export(warehouse, tmp_path / "out", form="xlsx")


def test_without_a_warehouse_there_is_nothing_to_export(tmp_path):
    with pytest.raises(Complaint, match="run `etl run` first"):
        export(tmp_path, tmp_path / "out")


@pytest.mark.parametrize("large", [1_000_000, 3])
def test_the_data_package_is_valid_and_tells_hashes_and_columns(warehouse, tmp_path, large):
    frictionless = pytest.importorskip("frictionless")
    manifest = export(warehouse, tmp_path / "out", large=large)
    told = frictionless.Package.from_descriptor(str(tmp_path / "out" / PACKAGE))
    report = frictionless.Package.validate_descriptor(str(tmp_path / "out" / PACKAGE))
    assert report.flatten(["type", "message"]) == []
    assert [resource.name for resource in told.resources] == list(manifest["tables"])
    for resource in told.resources:
        table = manifest["tables"][resource.name]
        assert resource.schema.field_names == [column["name"] for column in table["columns"]]
        assert all(field.description for field in resource.schema.fields)
        if len(table["files"]) == 1:
            assert resource.hash == f"sha256:{table['files'][0]['sha256']}"


def test_croissant_is_valid_and_reads_the_rows(warehouse, tmp_path):
    croissant = pytest.importorskip("mlcroissant")
    manifest = export(warehouse, tmp_path / "out")
    told = croissant.Dataset(jsonld=tmp_path / "out" / CROISSANT)
    assert not told.metadata.ctx.issues.errors
    assert [one for one in told.metadata.ctx.issues.warnings if "recommended" not in one] == []
    assert {one.name for one in told.metadata.record_sets} == set(manifest["tables"])
    held = list(told.records("articles"))
    assert {row["articles/article_id"].decode() for row in held} == {"a-a", "a-b"}


def test_a_change_of_schema_is_announced(warehouse, tmp_path):
    changes = (Path(__file__).parent.parent / "CHANGELOG.md").read_text(encoding="utf-8")
    version = export(warehouse, tmp_path / "out")["schema_version"]
    assert f"**Schema {version}**" in changes
    assert json.loads((tmp_path / "out" / PACKAGE).read_text(encoding="utf-8"))["version"] == str(version)
