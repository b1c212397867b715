"""What a text states is found, what it does not state is not, and each numeral has one account."""

import csv
import itertools
import json
import re
import tomllib
from fractions import Fraction
from pathlib import Path

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.extract.counted import counted
from etl.extract.intervals import interval
from etl.extract.numerals import numerals
from etl.extract.quantities import furniture_numerals, quantities
from etl.extract.said import said as figures_said
from etl.segment.words import tokens

HERE = Path(__file__).parent
CASES = tomllib.loads((HERE / "cases/quantities.toml").read_text(encoding="utf-8"))
SHARED = HERE.parents[1] / "shared"
beside = pytest.mark.skipif(not SHARED.exists(), reason="the answer keys do not lie beside the project")
OUTCOMES = {"quantity", "slogan", "title", "meeting", "ordinal", "date", "list_marker", "indefinite", "lexical"}
OUTCOMES |= {"furniture", "masked", "damaged", "bare"}


def said(text):
    for amount in quantities(text).amounts:
        high = "" if amount.value_high is None else f"..{amount.value_high:.10g}"
        surface = text[amount.start : amount.stop]
        yield f"{surface} = {amount.value:.10g}{high} {amount.unit} {amount.op} {amount.role}"


def wanted(case):
    """The case's amounts with their numbers written as `said` writes them."""
    return [re.sub(r"(?<== )-?\d+(?:\.\d+)?", lambda m: f"{float(m.group()):.10g}", line) for line in case["amounts"]]


def normal(lines):
    return [re.sub(r"(?<=\.\.)\d+", lambda m: f"{float(m.group()):.10g}", line) for line in lines]


@pytest.mark.parametrize("case", CASES["case"], ids=lambda case: case["text"])
def test_amounts_of_a_text(case):
    assert normal(said(case["text"])) == normal(wanted(case))
    if "outcomes" in case:
        assert [account.outcome for account in quantities(case["text"]).accounts] == case["outcomes"]


@pytest.mark.xfail(strict=True, reason="a known gap")
@pytest.mark.parametrize("case", CASES["gap"], ids=lambda case: case["text"])
def test_known_gaps(case):
    assert normal(said(case["text"])) == normal(wanted(case))


def test_there_are_enough_cases_and_enough_of_nothing():
    empty = [case for case in CASES["case"] if not case["amounts"]]
    assert len(CASES["case"]) >= 200
    assert len(empty) >= 100
    assert len({case["text"] for case in CASES["case"]}) == len(CASES["case"])


WORDS = ["近", "约", "超过", "至少", "第", "每年", "3", "12", "2,433", "三", "十几", "百分之", "千", "万", "余", "多"]
WORDS += ["名", "个", "场次", "%", "年", "月", "日", "元", "半", "以上", "左右", "至"]
WORDS += ["-", "、", ",", "“", "”", "《", "》", "党员", "一是", "*"]


@given(st.lists(st.sampled_from(WORDS), max_size=14).map("".join) | st.text(max_size=30))
def test_one_account_a_numeral_and_amounts_apart(text):
    found = quantities(text)
    assert [(a.start, a.stop) for a in found.accounts] == [(n.start, n.stop) for n in numerals(text)]
    assert {account.outcome for account in found.accounts} <= OUTCOMES
    for account in found.accounts:
        assert (account.outcome == "quantity") == (account.amount is not None)
        if account.amount is not None:
            amount = found.amounts[account.amount]
            assert amount.start <= account.start < account.stop <= amount.stop
    assert {account.amount for account in found.accounts} - {None} == set(range(len(found.amounts)))
    assert all(one.stop <= two.start for one, two in zip(found.amounts, found.amounts[1:], strict=False))


@pytest.mark.parametrize("case", CASES["case"], ids=lambda case: case["text"])
def test_no_figure_that_the_text_does_not_say(case):
    text = case["text"]
    for amount in quantities(text).amounts:
        said_there = figures_said(text[amount.start : amount.stop])
        assert amount.value in said_there
        assert amount.value_high is None or amount.value_high in said_there
        assert amount.low is None or amount.low <= amount.value
        assert amount.high is None or amount.value <= amount.high


@pytest.mark.parametrize(
    ("op", "value", "high", "bounds"),
    [
        ("eq", "450", None, (450, 450)),
        ("gt", "1200", None, (1200, 1300)),
        ("gt", "25000", None, (25000, 26000)),
        ("gt", "10000", None, (10000, 20000)),
        ("lt", "25000000", None, (24000000, 25000000)),
        ("lt", "20", None, (10, 20)),
        ("approx", "80000", None, (72000, 88000)),
        ("ge", "70", None, (70, None)),
        ("le", "3", None, (None, 3)),
        ("range", "4", "5", (4, 5)),
        ("vague", "20", "99", (20, 99)),
        ("gt", "2.5", None, (2.5, 2.6)),
        ("gt", "0", None, (0, 1)),
    ],
)
def test_intervals(op, value, high, bounds):
    assert interval(op, Fraction(value), Fraction(high) if high else None) == bounds


@pytest.mark.parametrize(
    ("before", "amount", "after", "noun"),
    [
        ("选派", "15名", "年轻干部到村里任职", "年轻干部"),
        ("指导", "1200个", "机关支部与社区结对", "机关支部"),
        ("解决群众“急难愁盼”问题", "300余个", "", "问题"),
        ("首批命名“四强”党支部", "40个", ",分类指导", "“四强”党支部"),
        ("开展宣讲", "140余场次", "", "宣讲"),
        ("创建五星级党支部", "9个", "、四星级党支部25个", "五星级党支部"),
        ("党员覆盖面达", "70%以上", "", "党员覆盖面"),
        ("连续推出", "13期", "“先锋讲堂”,由书记主讲", "“先锋讲堂”"),
        ("", "30%", "的党员", "党员"),
        ("组织", "12名", "在职党员到社区报到", "在职党员"),
        ("推动", "16个", "区直基层党组织结合实际开展学习", "区直基层党组织"),
        ("抓好", "20项", "主要指标", "主要指标"),
        ("制定", "45项", "重点攻坚任务清单", "重点攻坚任务清单"),
        ("", "96个", "村恢复供水", "村"),
        ("带动", "30家", "社会组织参与", "社会组织"),
        ("", "80名", "处级以上干部认领课题", "处级以上干部"),
        ("", "23家", "单位建立上讲台制度", "单位"),
        ("", "14个", "县(市、区)", "县(市、区)"),
        ("公安机关将", "6名", "犯罪嫌疑人抓获", "犯罪嫌疑人"),
        ("为企业解决实际困难", "近200件", "", "实际困难"),
        ("认领服务岗位", "85个", "", "服务岗位"),
        ("发放慰问金", "8万元", "", "慰问金"),
        ("培训党员干部", "5.6万人次", "", "党员干部"),
        ("计划再创建示范党支部", "15个", "", "示范党支部"),
        ("查找整改问题", "40个", "", "整改问题"),
        ("走访慰问困难党员、老党员", "56名", "", "困难党员、老党员"),
        ("查摆问题12条,已整改", "9条", "", None),
        ("为", "841名", "旅客争取到了时间", "旅客"),
        ("安排", "5200余名", "党员干部下沉基层", "党员干部"),
        ("", "12名", "群众代表参加", "群众代表"),
        ("", "25名", "党员突击队员冲锋在前", "党员突击队员"),
        ("", "6名", "党员领导干部严重违反规定案例", "党员领导干部"),
        ("招募", "300名", "大学生志愿服务西部计划志愿者陆续出征", "大学生志愿服务西部计划志愿者"),
        ("抢救出", "10多名", "被困群众", "被困群众"),
        ("发现问题800个和", "1500余条", "整改整治措施", "整改整治措施"),
        ("新增村庄13个、", "5处", "共计230米", None),
        ("教育部等", "八部门", "日前联合发文", None),
        ("他们共清理道路淤泥", "近5公里", "", "道路淤泥"),
    ],
)
def test_a_counted_noun_is_never_cut_inside_a_word(before, amount, after, noun):
    text = before + amount + after
    words = [0, *itertools.accumulate(map(len, tokens(text)))]
    assert counted(text, len(before), len(before) + len(amount), 0, words) == noun


class Asked(list):
    """Places that are looked up, never gone through: else a paragraph would take the square of its length."""

    def __iter__(self):
        raise AssertionError("all of a paragraph's words were gone through for one noun")


def test_a_counted_noun_looks_at_the_words_around_it_only():
    part = "选派15名年轻干部到村里任职,组织12名在职党员报到,23家单位建立制度。"
    words = Asked(itertools.accumulate(map(len, tokens(part * 9)), initial=0))
    for amount in quantities(part * 9).amounts:
        assert counted(part * 9, amount.start, amount.stop, 0, words) in {"年轻干部", "在职党员", "单位"}


def test_damage_reads_no_figure():
    text = "共走访12户,收集意见3?0条"
    assert [a.outcome for a in quantities(text, [(11, 14)]).accounts] == ["quantity", "damaged", "damaged"]


def test_furniture_has_accounts_only():
    accounts = furniture_numerals("閱讀:1203次 網站備案三十號")
    assert [(account.outcome, account.amount) for account in accounts] == [("furniture", None)] * 2


def test_a_change_keeps_its_direction_in_the_rule():
    assert [amount.rule for amount in quantities("同比下降3.2%,收入增长5%").amounts] == [
        "number and unit, down",
        "number and unit, up",
    ]


@beside
def test_every_line_of_the_key():
    """Shares stand in the key as parts of one."""
    with (SHARED / "answers/quantity_lines.tsv").open(encoding="utf-8") as lines:
        wrong = [row["id"] for row in csv.DictReader(lines, delimiter="\t") if key_line(row) != found_line(row)]
    assert wrong == []


def key_line(row):
    found = re.finditer(r"([^;=]+)=([\d.]+)(?:-([\d.]+))? (\S+?) (\w+)", row["expected"] or "")
    return [(m[1], float(m[2]), float(m[3]) if m[3] else None, m[4], m[5]) for m in found]


def found_line(row):
    text = row["text"]
    for_key = {"duration", "named_set"}
    return [
        (
            text[a.start : a.stop],
            round(a.value / 100, 3) if a.unit == "%" else a.value,
            a.value_high,
            a.unit,
            a.role if a.role in for_key else a.op,
        )
        for a in quantities(text).amounts
    ]


@beside
@pytest.mark.parametrize(("seed", "roles_apart"), [("000", 0), ("003", 0)])
def test_the_keys_of_two_articles(seed, roles_apart):
    rows = [row for row in json.loads((SHARED / "answers/quantities.json").read_text("utf-8")) if row["seed"] == seed]
    found = of_raw(next((SHARED / "seeds").glob(f"{seed}_*")))
    must = [row for row in rows if row["must"]]
    hits = [(row, found[span]) for row in must if (span := (row["raw_start"], row["raw_stop"])) in found]
    assert len(hits) == len(must)
    assert all((a.value, a.unit, a.op) == (row["value"], row["unit"], row["op"]) for row, a in hits)
    assert sum(a.role != row["role"] for row, a in hits) <= roles_apart


def of_raw(path):
    """The amounts of a raw article by their raw spans, its lines simplified one by one."""
    simplify = opencc.OpenCC("t2s").convert
    found, at = {}, 0
    for line in path.read_text(encoding="utf-8").split("\n"):
        for amount in quantities(simplify(line)).amounts:
            found[at + amount.start, at + amount.stop] = amount
        at += len(line) + 1
    return found


def suite(name):
    path = SHARED / f"suites/recognizers/{name}.json"
    return json.loads(path.read_text(encoding="utf-8-sig")) if path.exists() else []


@beside
@pytest.mark.parametrize("row", suite("OrdinalModel"), ids=lambda row: row["Input"])
def test_ordinals_of_the_public_suite_are_never_quantities(row):
    assert quantities(row["Input"]).amounts == []


@beside
def test_money_of_the_public_suite():
    """Left out: the names of currencies without a number, and Japanese 銭."""
    rows = [
        row
        for row in suite("CurrencyModel")
        if any(result["Resolution"]["value"] for result in row["Results"]) and "銭" not in row["Input"]
    ]
    wrong = [row["Input"] for row in rows if not money_found(row)]
    assert len(rows) >= 28
    assert len(wrong) <= len(rows) * 0.05, wrong


def money_found(row):
    """Whether the expected values are found in their order (other amounts may stand between)."""
    found = iter(amount.value for amount in quantities(opencc.OpenCC("t2s").convert(row["Input"])).amounts)
    values = [float(result["Resolution"]["value"]) for result in row["Results"] if result["Resolution"]["value"]]
    return all(any(value == pytest.approx(want) for value in found) for want in values)


PARTS = [
    "3、",
    "1,",
    "12名",
    "二十届",
    "十 ",
    "第3、4",
    "每年一",
    "2023-",
    "二〇",
    "亿",
    "万",
    "1.",
    "近",
    "“",
    "1",
    "3月",
]


@pytest.mark.parametrize("part", PARTS)
def test_a_long_text_takes_no_more_than_its_length(part):
    """A repeat without bound in a pattern would look from each numeral to the end of the text."""
    found = quantities(part * 3000)
    assert len(found.accounts) == len(numerals(part * 3000))


@pytest.mark.parametrize("text", ["1" + "亿" * 40 + "名", "9" * 400 + "名", "亿" * 40 + "元"])
def test_what_is_too_large_is_no_number(text):
    assert quantities(text).amounts == []
