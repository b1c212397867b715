"""Every command and query that the docs show is run, and prints what the page says."""

import re
import shutil
import sys
from pathlib import Path

import pytest

from etl.warehouse import tables
from etl.warehouse.export import export

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tools"))
from print_docs import BLOCK, answer, shown  # noqa: E402  (a tool beside the project, no part of its package)

PAGES = ["tutorial.md", "tutorial.zh.md", "analysts.md"]
COMMANDS = [(name, one) for name in PAGES for one in shown((ROOT / "docs" / name).read_text(encoding="utf-8"))]
PYTHON = re.compile(r"```python\n(.*?)```", re.DOTALL)
DOORS = PYTHON.findall((ROOT / "docs" / "doors.md").read_text(encoding="utf-8"))
LINK = re.compile(r"\]\(([^)#]+)[^)]*\)")


def _unpadded(text):
    """Tables pad their lines to the terminal's width, which a page has not."""
    return [line.rstrip() for line in text.splitlines()]


@pytest.mark.parametrize(("name", "one"), COMMANDS, ids=[f"{name}-{at}" for at, (name, _) in enumerate(COMMANDS)])
def test_a_command_prints_what_the_page_says(name, one, warehouse, tmp_path):
    said = answer(one.command, warehouse, tmp_path)
    assert _unpadded(said) == _unpadded(one.printed), (
        "run `python tools/print_docs.py docs/tutorial.md docs/tutorial.zh.md docs/analysts.md`"
    )


def test_every_block_of_a_page_is_read():
    for name in PAGES:
        page = (ROOT / "docs" / name).read_text(encoding="utf-8")
        assert page.count("$ etl ") == len(list(shown(page))) > 5
        assert len(BLOCK.findall(page)) == page.count("```console")


def test_both_tutorials_show_the_same_commands_and_figures():
    english, chinese = ((ROOT / "docs" / name).read_text(encoding="utf-8") for name in PAGES[:2])
    blocks = re.compile(r"```.*?```", re.DOTALL)
    assert blocks.findall(english) == blocks.findall(chinese)
    assert english.count("\n## ") == chinese.count("\n## ")


def test_the_guide_names_every_question_that_is_answered():
    guide = "".join((ROOT / "docs" / name).read_text(encoding="utf-8") for name in [*PAGES, "../README.md"])
    parts = {"folded", "in_region", "of_theme", "region_chain", "quantity_totals"}
    unnamed = {name for name, _ in tables.statements("views", "macros")} - parts - set(re.findall(r"\w+", guide))
    assert unnamed == set()


@pytest.fixture(scope="module")
def desk(warehouse, tmp_path_factory):
    """A folder that looks like the project's after `make run` and `etl export`."""
    folder = tmp_path_factory.mktemp("desk")
    (folder / "warehouse").mkdir()
    # A file of its own: what a door leaves open with other settings would shut out the tests that come after it.
    shutil.copyfile(warehouse / "warehouse.duckdb", folder / "warehouse" / "warehouse.duckdb")
    export(warehouse, folder / "warehouse" / "export")
    return folder


@pytest.mark.parametrize("code", DOORS, ids=[f"door-{at}" for at in range(len(DOORS))])
def test_a_door_opens(code, desk, monkeypatch, recwarn):
    for needed in re.findall(r"# needs: (\S+)", code):
        pytest.importorskip(needed.replace("-", "_"), reason=f"install {needed} to try this door")
    monkeypatch.chdir(desk)
    exec(compile(code, "docs/doors.md", "exec"), {})  # noqa: S102  (our own page)


@pytest.mark.parametrize("page", sorted((ROOT / "docs").glob("*.md")), ids=lambda page: page.name)
def test_a_link_leads_to_a_file(page):
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        assert target.startswith("http") or (page.parent / target).exists(), target
