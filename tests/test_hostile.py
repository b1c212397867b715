"""Whatever a person drops into raw/: a row in rejects or a clean load, never a stopped run."""

import os
import re

import pytest
from warehouse_building import build

from etl.clean.page import read
from etl.extract.numerals import NUMERAL_CHARACTERS
from etl.fetch import fetch
from etl.warehouse.check import check
from etl.warehouse.duck import FILE, reading, rows

SENTENCE = "近年来，区直机关工委举办培训班12期，培训党员3000余人次。"

FILES = {
    "empty.txt": b"",
    "blank.txt": " \n\u3000\r\n".encode(),
    "picture.txt": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
    "one-line.txt": (SENTENCE * 5_000).encode(),
    "no-break.html": b"<p>" + (SENTENCE * 2_000).encode() + b"</p>",
    "surrogate.txt": f"{SENTENCE}\n".encode() + b"\xed\xa0\x80" + SENTENCE.encode(),
    "nul.txt": f"{SENTENCE}\n机关\0党建工作{SENTENCE}".encode(),
    "controls.txt": f"{SENTENCE}\x1b[31m\u202e\u200b\ufeff{SENTENCE}\uffff".encode(),
    "cut.txt": SENTENCE.encode("gb18030")[:-1],
    "digits.txt": ("1" * 5_000 + "个，" + "一" * 5_000 + "。").encode(),
    "quotes.txt": ("“《（" * 3_000 + SENTENCE + "”》）" * 3_000).encode(),
    "sql.txt": f"'; drop table articles; --{SENTENCE}".encode(),
    "a\nname.txt": SENTENCE.encode(),
    "..%2f..%2fname.txt": SENTENCE.encode(),
    "-rf ~;name'\".txt": SENTENCE.encode(),
}


@pytest.fixture(scope="module")
def dropped(tmp_path_factory):
    """The folder with all of it, and its warehouse."""
    raw = tmp_path_factory.mktemp("raw")
    for name, data in FILES.items():
        (raw / name).write_bytes(data)
    (raw / os.fsdecode(b"latin-\xe9.txt")).write_bytes(SENTENCE.encode())
    (raw / "link.txt").symlink_to("/etc/hostname")
    (raw / "loop").symlink_to(raw, target_is_directory=True)
    os.mkfifo(raw / "pipe")
    warehouse = tmp_path_factory.mktemp("warehouse")
    build(raw, warehouse)
    return raw, warehouse


def test_everything_is_an_article_or_a_reject_with_its_reason(dropped):
    _, warehouse = dropped
    with reading(warehouse / FILE) as con:
        articles = {str(row[0]) for row in rows(con, "select raw_path from articles")}
        rejects = dict(rows(con, "select raw_path, reason from rejects"))
    assert not articles & set(rejects)
    assert {*FILES, "latin-\\xe9.txt", "link.txt", "loop", "pipe"} == articles | set(rejects)
    assert {"empty.txt", "blank.txt", "picture.txt", "latin-\\xe9.txt", "link.txt", "loop", "pipe"} <= set(rejects)
    assert {"one-line.txt", "nul.txt", "surrogate.txt", "a\nname.txt", "..%2f..%2fname.txt"} <= articles
    assert all(rejects.values())


def test_the_laws_hold_over_it(dropped):
    raw, warehouse = dropped
    files = fetch(raw)
    seen = files.files.select("raw_path", "raw_sha256").vstack(files.rejects.select("raw_path", "raw_sha256"))
    findings = check(warehouse, raw, read=read, numeral=re.compile(NUMERAL_CHARACTERS), files=seen)
    assert [finding.examples for finding in findings if not finding.ok] == []
