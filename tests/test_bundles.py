"""Articles that others crawled become raw files of their own."""

import json
from datetime import UTC, datetime

import polars as pl
import pytest

from etl.fetch import fetch
from etl.fetch.bundles import unbundle
from etl.fetch.store import Store
from etl.records import Complaint

RECORDS = [
    {"标题": "全县机关党建推进会召开", "来源": "青山日报", "日期": "2026-03-02",
     "正文": "会议通报了12个支部的情况。", "链接": "http://dj.example/1"},
    {"title": "二", "html": "<html><body><p>机关党建</p></body></html>", "url": "http://dj.example/2"},
    {"title": "只有题目"},
]  # fmt: skip


@pytest.mark.parametrize("ending", ["jsonl", "parquet"])
def test_articles_that_others_crawled_become_raw_files(tmp_path, ending):
    bundle = tmp_path / f"bundle.{ending}"
    if ending == "jsonl":
        bundle.write_text("\n".join(json.dumps(record) for record in RECORDS), encoding="utf-8")
    else:
        pl.from_dicts(RECORDS, infer_schema_length=None).write_parquet(bundle)
    for new, same in ((2, 0), (0, 2)):
        with Store(tmp_path / "raw", "others") as store:
            done = unbundle(bundle, store, datetime(2026, 5, 1, tzinfo=UTC))
        assert (done.found, done.new, done.same, len(done.aside)) == (3, new, same, 1)
    files = fetch(tmp_path / "raw").files
    assert sorted(files["url"]) == ["http://dj.example/1", "http://dj.example/2"]
    texts = [(tmp_path / "raw" / path).read_text(encoding="utf-8") for path in files["raw_path"]]
    assert "全县机关党建推进会召开\n来源:青山日报 2026-03-02\n会议通报了12个支部的情况。\n" in texts


@pytest.mark.parametrize("data", [b"PAR1 is not enough", b'{"text": 1}\nnot json', b"[1, 2]", b'{"a":' * 90_000])
def test_a_bundle_that_is_none_is_told(tmp_path, data):
    (tmp_path / "b").write_bytes(data)
    with pytest.raises(Complaint, match="mend"), Store(tmp_path / "raw", "others") as store:
        unbundle(tmp_path / "b", store, datetime(2026, 5, 1, tzinfo=UTC))
