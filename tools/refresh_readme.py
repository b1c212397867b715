"""Refresh: run the README's queries against a warehouse of the samples and print the README with their output.

etl run && python tools/refresh_readme.py warehouse > README.new && mv README.new README.md
"""  # noqa: INP001  (a script, run by hand)

import re
import sys
from pathlib import Path

from etl.warehouse.query import query

QUERY = re.compile(r'(```console\n\$ etl sql "(?P<sql>[^"]+)"\n).*?```', re.DOTALL)


def refreshed(readme: str, warehouse: Path) -> str:
    """The README with what each of its queries prints now."""
    return QUERY.sub(lambda shown: shown[1] + query(warehouse, shown["sql"], width=200) + "```", readme)


if __name__ == "__main__":
    sys.stdout.write(refreshed(Path("README.md").read_text(encoding="utf-8"), Path(sys.argv[1])))
