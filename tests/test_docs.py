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

PAGES = ["tutorial.md", "tutorial.zh.md", "analysts.md", "rules.md"]
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
    assert _unpadded(said) == _unpadded(one.printed), "run `make docs`"


def test_every_block_of_a_page_is_read():
    for name in PAGES:
        page = (ROOT / "docs" / name).read_text(encoding="utf-8")
        assert page.count("$ etl ") == len(list(shown(page))) > 0
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


# What a page says in `code` or in a block of a shell: is it written as the command asks?
SAID = re.compile(r"(?:^|`|=\S+ )(etl [a-z][^`\n|]*)", re.MULTILINE)
EVERYWHERE = [*sorted((ROOT / "docs").glob("*.md")), ROOT / "README.md", ROOT / "README.zh.md"]


def parsed(command):
    """The command line that a page shows, read by the command's own parser and not run."""
    import shlex

    from typer.main import get_command

    from etl.cli import app

    words = shlex.split(re.sub(r"\s{2,}.*|\s#.*|…|;$", "", command), comments=True)[1:]
    group = get_command(app)
    while words and getattr(group, "commands", None) and words[0] in group.commands:
        group = group.commands[words.pop(0)]
    known = {name for parameter in group.params for name in [*parameter.opts, *parameter.secondary_opts]}
    known |= {"--help", "--install-completion"}
    return [word for word in words if word.startswith("--") and word not in known] == []


@pytest.mark.parametrize("page", EVERYWHERE, ids=lambda page: page.name)
def test_every_command_of_a_page_is_one_that_there_is(page):
    from typer.main import get_command

    from etl.cli import app

    names = set(get_command(app).commands)
    for command in SAID.findall(page.read_text(encoding="utf-8")):
        assert command.split()[1].strip(";,") in names, command
        assert parsed(command.split(" [")[0].split(";")[0]), command
