"""The benchmark measures like with like: the plain conversion and words are ours, character for character."""

import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

BENCHMARKS = Path(__file__).parent.parent / "benchmarks"


@pytest.fixture
def rooms(monkeypatch):
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    import ours
    import plain
    import texts

    yield plain, ours, texts
    for name in ("plain", "ours", "texts", "plot"):
        sys.modules.pop(name, None)


@pytest.fixture
def paragraphs(rooms, tmp_path, monkeypatch):
    """Made-up articles, by script: whole paragraphs."""
    texts = rooms[2]
    monkeypatch.setattr(texts, "CORPUS", tmp_path / "nowhere")
    assert texts.lay(tmp_path / "raw", 0.02) >= 20_000
    files = sorted((tmp_path / "raw").glob("*.txt"))
    return [[line for path in files[part::2] for line in path.read_text("utf-8").splitlines()] for part in (0, 1)]


def test_either_gives_the_same_script(rooms, paragraphs):
    plain, ours, _ = rooms
    given = [*paragraphs[1], "學懂原著，為甚麼要著力抓落實", "著名的發展，乾淨的麵，一只茶几"]
    assert given[0] != ours.simplified(given)[0]
    assert ours.simplified(given) == [plain.simplified(text) for text in given]


def test_either_gives_the_same_words(rooms, paragraphs):
    plain, ours, _ = rooms
    given = [*paragraphs[0], "增长5.3%，COVID-19期间", "", "三会一课\r\n𠮷野"]
    assert ours.words(given) == [plain.words(text) for text in given]


def test_the_plain_pipeline_carries_articles_to_a_database(rooms, paragraphs, tmp_path):
    import duckdb

    seconds = rooms[0].run(tmp_path / "raw", tmp_path / "plain.duckdb")
    assert set(seconds) == {"clean", "convert", "segment", "extract", "load"}
    with duckdb.connect(str(tmp_path / "plain.duckdb")) as con:
        rows = con.execute("select count(*), count(distinct article) from paragraphs").fetchall()[0]
    assert rows[0] > rows[1] >= 2


def test_the_plot_has_a_bar_for_each_rate(rooms):
    from plot import drawn

    one = {"median": 2.0, "min": 1.0, "max": 3.0}
    found = {
        "bytes": 5_000_000,
        "runs": 5,
        "leaves": {"convert": {"plain": one, "ours": one}},
        "mb_per_s": {"plain": {"all": one}, "ours": {"all": one, "finish": one}},
    }
    root = ET.fromstring(drawn(found))  # noqa: S314  (it is our own)
    assert len(root.findall("{http://www.w3.org/2000/svg}rect")) == 5
