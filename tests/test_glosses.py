"""Pinyin that a mirror inserted goes from every text; what an author glossed stays in every text.

A generator breaks texts of our own: ETL_PINYIN says how many of each kind (make pinyin: 200).
"""

import os
import random
from pathlib import Path

import pytest
from pypinyin import Style, pinyin

from etl.clean.mends import mended
from etl.clean.restore import restored

SAMPLES = Path(__file__).resolve().parents[1] / "raw" / "samples"
NAMES = [
    "chengde-wrapped",
    "ganzhou-research",
    "jiamusi-column",
    "lishui-portal",
    "tianshui-newspaper",
    "zunyi-journal",
]
TEXTS = [(SAMPLES / f"{name}.txt").read_text("utf-8") for name in NAMES]
COUNT = int(os.environ.get("ETL_PINYIN", "30"))
BRACKETS = ["({})", "（{}）", " ({})", "( {} )"]
# What an author glosses: rare names, readings that surprise, terms, units; with the marks of a tone or without.
GENUINE = [
    "亳(bó)州",
    "尉(yù)迟村",
    "单(shàn)县",
    "朴(piáo)某某",
    "解(xiè)家营",
    "郴(chēn)州",
    "涪(fú)陵",
    "洱(ěr)海",
    "泸(lú)州",
    "鄱(pó)阳",
    "乐(lè)亭",
    "六(lù)安",
    "台(tāi)州",
    "产值(GDP)增长",
    "同比(yoy)增长",
    "物价(cpi)平稳",
    "应用(app)上线",
    "平台(web)开通",
    "价格(ppi)指数",
    "一(a)二(b)三(c)四(d)",
    "公里(km)里程",
    "面积(mu)核定",
]


def prose(dice):
    """Some lines of a sample article of ours; those with brackets of their own are left out."""
    lines = [line for line in dice.choice(TEXTS).splitlines() if len(line) >= 60 and not set("()（）?") & set(line)]
    return "\n".join(dice.sample(lines, min(len(lines), dice.randint(1, 6))))


def damaged(text, dice):
    """The text with readings after one character in three to thirty, as a mirror of one habit sets them."""
    every, form, style = dice.randint(3, 15), dice.choice(BRACKETS), dice.choice([Style.TONE, Style.NORMAL])
    read = [one for (one,) in pinyin(list(text), style=style)]
    spots = [at for at, char in enumerate(text) if "\u4e00" <= char <= "\u9fff" and dice.randrange(every) == 0]
    parts, start = [], 0
    for at in spots:
        parts += [text[start : at + 1], form.format(read[at])]
        start = at + 1
    return "".join([*parts, text[start:]]), len(spots)


def whole(text):
    return mended(text, restored(text)).text.string


@pytest.mark.parametrize("seed", range(COUNT))
def test_nothing_is_left_of_a_mirrors_pinyin(seed):
    dice = random.Random(seed)  # noqa: S311  (dice, no secret)
    readings = 0
    while readings < 5:
        text = prose(dice)
        seen, readings = damaged(text, dice)
    assert whole(seen) == text


@pytest.mark.parametrize("seed", range(COUNT))
def test_no_genuine_gloss_is_touched(seed):
    dice = random.Random(-1 - seed)  # noqa: S311
    text = prose(dice)
    for _ in range(dice.randint(1, 3)):
        at = text.find("，", dice.randrange(max(1, len(text)))) + 1
        text = f"{text[:at]}{dice.choice(GENUINE)}，{text[at:]}"
    assert restored(text) == []
