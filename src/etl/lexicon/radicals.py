"""Radicals: the ideograph that each CJK radical stands for when a broken font or scanner writes the radical.

The table is Unicode's EquivalentUnifiedIdeograph for the CJK Radicals Supplement; the Kangxi radicals
need none, their compatibility mapping is the ideograph.
"""

from __future__ import annotations

import csv
import unicodedata
from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_name("radicals.tsv")


@cache
def radicals() -> dict[str, str]:
    """Radical to ideograph, one character each.

    >>> radicals()["⼈"], radicals()["⻓"]
    ('人', '长')
    """
    kangxi = {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
    with TABLE.open(encoding="utf-8", newline="") as table:
        return kangxi | {row["radical"]: row["ideograph"] for row in csv.DictReader(table, delimiter="\t")}
