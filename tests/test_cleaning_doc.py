"""docs/cleaning.md names every rule there is, with its example, and no rule that there is not."""

import re
from pathlib import Path

import pytest

from etl.clean.article import clean_text
from etl.clean.page import read
from etl.lexicon import furniture, metadata
from etl.records import SetAside
from tests.clean_laws import fuzzed

ROOT = Path(__file__).resolve().parents[1]
DOC = (ROOT / "docs" / "cleaning.md").read_text(encoding="utf-8")
ROWS = [line for line in DOC.splitlines() if line.startswith("| `")]
NAMED = {name for row in ROWS for name in re.findall(r"`([a-z0-9-]+)`", row.split(" | ")[0])}


def cell(text):
    return text.replace("|", "\\|")


@pytest.mark.parametrize("rule", furniture.rules(), ids=lambda rule: rule.name)
def test_a_rule_of_furniture_stands_in_its_row(rule):
    assert f"| `{rule.name}` | {rule.kind} | {rule.where} | {cell(rule.example)} |" in ROWS


@pytest.mark.parametrize("form", [form for form, _ in metadata.forms()], ids=lambda form: form.name)
def test_a_form_of_metadata_stands_in_its_row(form):
    assert f"| `{form.name}` | {form.field} | {form.where} | {cell(form.example)} |" in ROWS


def test_no_rule_is_named_that_there_is_not():
    code = "".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "src/etl/clean").glob("*.py")))
    lexicon = {rule.name for rule in furniture.rules()} | {form.name for form, _ in metadata.forms()}
    relations = {"equal", "copy", "excerpt", "version"}
    assert {
        name for name in NAMED - lexicon - relations if f'"{name}"' not in code and f"<{name}>" not in code
    } == set()


def test_what_decides_is_named():
    files = [path.read_bytes() for path in sorted((ROOT / "raw").rglob("*")) if path.suffix in {".txt", ".html"}]
    decided = {rule for number in range(4) for rule in rules_of(fuzzed(files, number))}
    decided |= {rule for data in files for rule in rules_of(data)}
    assert decided - NAMED - {"search-spam"} == set()


def rules_of(data):
    try:
        page = read(data)
        parts = clean_text(page.text, page.lines, None, page.meta)
    except SetAside:
        return set()
    return {row.rule for row in parts.removed} | {edit.rule for edit in parts.edits}
