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
