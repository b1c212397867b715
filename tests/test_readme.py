"""What the README prints is what the commands print."""

import re
from pathlib import Path

import pytest

from etl.warehouse.query import query

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
QUERY = re.compile(r'```console\n\$ etl sql "(?P<sql>[^"]+)"\n(?P<printed>.*?)```', re.DOTALL)
QUERIES = list(QUERY.finditer(README))


def test_the_readme_shows_five_queries():
    assert len(QUERIES) == 5


@pytest.mark.parametrize("shown", QUERIES, ids=lambda shown: shown["sql"][:40])
def test_a_query_prints_what_the_readme_says(shown, warehouse):
    assert query(warehouse, shown["sql"].replace("\\\n", ""), width=200) == shown["printed"]


BLOCKS = re.compile(r"```.*?```", re.DOTALL)
COMMAND = re.compile(r"`(etl [^`]+|make [^`]+)`")


def test_both_readmes_show_the_same_commands_and_figures():
    chinese = (Path(__file__).parent.parent / "README.zh.md").read_text(encoding="utf-8")
    assert BLOCKS.findall(chinese) == BLOCKS.findall(README)
    assert COMMAND.findall(chinese) == COMMAND.findall(README)
    assert chinese.count("\n## ") == README.count("\n## ")
    assert re.findall(r"\d+", BLOCKS.sub("", chinese)) == re.findall(r"\d+", BLOCKS.sub("", README))


@pytest.mark.parametrize("name", ["README.md", "README.zh.md"])
def test_a_link_of_a_readme_leads_to_a_file(name):
    root = Path(__file__).parent.parent
    for target in re.findall(r"\]\(([^)#]+)\)", (root / name).read_text(encoding="utf-8")):
        assert target.startswith("http") or (root / target).exists(), target
