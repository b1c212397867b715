"""Test: the answer key is what its annotations say, and the samples are what their whole texts make."""

import importlib.util
import itertools
import json
from pathlib import Path

import pytest

HERE = Path(__file__).parent


def _module(name):
    spec = importlib.util.spec_from_file_location(f"answers_{name}", HERE / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


build, damage = _module("build"), _module("damage")
EVERY = {home.name: build.built(home) for home in build.KEYS}
FILES = [(home, name) for home in build.KEYS for name in sorted(EVERY[home.name])]


@pytest.mark.parametrize(("home", "name"), FILES, ids=[f"{home.name}-{name}" for home, name in FILES])
def test_the_files_are_what_the_annotations_give(home, name):
    written = json.loads((home / f"{name}.json").read_text(encoding="utf-8"))
    assert written == EVERY[home.name][name], "run python tests/answers/build.py"


def _together(name):
    parts = [built[name] for built in EVERY.values()]
    if name == "lines":
        return {key: rows for part in parts for key, rows in part.items()}
    return [row for part in parts for row in part]


BUILT = {name: _together(name) for name in ("lines", "quantities", "measures", "themes")}
TEXTS = {sample.name: sample for home in build.KEYS for sample in build.samples(home)}


def test_every_number_of_a_quantity_stands_in_its_span():
    for row in BUILT["quantities"]:
        text = TEXTS[row["seed"]].raw[row["raw_start"] : row["raw_stop"]]
        assert text == row["text"]
        assert text == text.strip()


def test_quantities_do_not_overlap():
    for name in TEXTS:
        rows = [row for row in BUILT["quantities"] if row["seed"] == name]
        for row, following in itertools.pairwise(rows):
            assert row["raw_stop"] <= following["raw_start"], row["text"]


def test_a_verb_stands_before_its_object():
    for row in BUILT["measures"]:
        sample = TEXTS[row["seed"]]
        verb = "".join(sample.plain[row["verb_raw_start"] : row["verb_raw_stop"]].split())
        assert verb == row["verb"]
        assert row["verb_raw_stop"] <= row["object_raw_start"] < row["object_raw_stop"]


def test_every_theme_is_a_leaf_of_the_lexicon():
    leaves = {
        line.split('"')[1]
        for line in (HERE.parents[1] / "src/etl/lexicon/themes.toml").read_text(encoding="utf-8").splitlines()
        if line.startswith("id =")
    }
    assert {theme for row in BUILT["themes"] for theme in row["themes"]} <= leaves


def test_each_line_is_labelled_once_and_keeps_its_words():
    for name, key in BUILT["lines"].items():
        raw = TEXTS[name].raw
        kept = "".join(raw[line["raw_start"] : line["raw_stop"]] for line in key["lines"])
        assert "".join(kept.split()) == "".join(raw.split())


def test_the_journal_is_its_whole_text_after_the_damage():
    damaged, sites = damage.damage(damage.WHOLE.read_bytes().decode("utf-8"))
    assert damage.SAMPLE.read_bytes().decode("utf-8") == damaged
    repairs = json.loads((HERE / "repairs.json").read_text(encoding="utf-8"))
    assert [(row["raw_start"], row["raw_stop"], row["whole"]) for row in repairs] == [tuple(site) for site in sites]
    assert len(sites) == 3


def test_the_repairs_give_the_whole_text_back():
    damaged, sites = damage.damage(whole := damage.WHOLE.read_bytes().decode("utf-8"))
    for site in reversed(sites):
        damaged = damaged[: site.raw_start] + site.before + damaged[site.raw_stop :]
    assert damaged == whole.translate(damage.ASCII_MARKS)


def test_damage_is_what_real_pages_show():
    assert damage.damage("共解。科學考核")[0] == "共解??茖W考核"


def test_the_reprint_and_its_original_have_one_text():
    original, reprint = (TEXTS[name].plain for name in ("tengchong", "tengchong-reprint"))
    first, last = original.index("今年以来"), original.index("再上新台阶")
    assert original[first:last] in reprint


@pytest.mark.parametrize(
    ("file", "encoding"), [("samples/yishui-gb18030.txt", "gb18030"), ("samples/haicang-big5.txt", "big5hkscs")]
)
def test_a_file_is_in_its_encoding_and_in_no_other(file, encoding):
    data = (build.RAW / file).read_bytes()
    assert data.decode(encoding).encode(encoding) == data
    with pytest.raises(UnicodeDecodeError):
        data.decode("utf-8")
