"""Markdown is read as its words: no mark of it in the text, no word lost, each character at its place in the file."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.clean import clean_article
from etl.clean.article import clean_text
from etl.clean.kinds import is_markdown
from etl.clean.page import read
from etl.parse.markdown import words
from etl.records import RawFile, SetAside

ARTICLE = """---
title: 县直机关党建工作情况
author: "王小明"
---
# 县直机关党建工作情况

来源：云岭县机关工委　发布时间：2023-05-06

全县建成**示范党支部**12个，
培训党员干部300余人次，为[基层](http://a.cn/基层)减负。**“四强”**党支部有30个。

## 一、抓学习

    缩进的一段说办班5期。

1. 抓理论学习。
2. 建阵地。

| 项目 | 数量 |
|------|------|
| 党支部 | 12个 |

<!-- 审核：某某 -->
<div>编发</div>

> 支部书记说：“A&amp;B \\*都要办*。”
"""
ROWS = [
    ("h1", "县直机关党建工作情况"),
    ("p", "来源：云岭县机关工委　发布时间：2023-05-06"),
    ("p", "全县建成示范党支部12个，\n培训党员干部300余人次，为基层减负。“四强”党支部有30个。"),
    ("h2", "一、抓学习"),
    ("p", "缩进的一段说办班5期。"),
    ("p", "1. 抓理论学习。"),
    ("p", "2. 建阵地。"),
    ("th", "项目"),
    ("th", "数量"),
    ("td", "党支部"),
    ("td", "12个"),
    ("p", "编发"),
    ("p", "支部书记说：“A&B *都要办*。”"),
]
KINDS = {
    "# 机关党建\n\n建成12个。": True,
    "建成**12**个，见[附表](a.html)": True,
    "- 一\n- 二\n\n**三**": True,
    "机关党建#1是**级": False,
    "# 5号楼" + "\n" * 3: True,
    "一、抓学习\n（一）办班\n* 注：2023年": False,
    "3*4=12，[1]见注": False,
    "": False,
}


@pytest.mark.parametrize(("text", "wanted"), KINDS.items())
def test_markdown_is_told_from_plain_text(text, wanted):
    assert is_markdown(text) is wanted


def test_an_article_is_its_words_in_rows():
    found = words(ARTICLE)
    assert [(row.tag, found.text[row.start : row.stop]) for row in found.rows] == ROWS
    assert found.meta == {"title": "县直机关党建工作情况", "author": "王小明"}


def test_its_parts_are_those_of_an_article():
    page = read(ARTICLE.encode("gb18030"))
    parts = clean_text(page.text, page.lines, meta=page.meta)
    kinds = [(block.kind, block.text) for block in parts.blocks]
    assert kinds[:2] == [
        ("body", "全县建成示范党支部12个，培训党员干部300余人次，为基层减负。“四强”党支部有30个。"),
        ("heading", "一、抓学习"),
    ]
    assert (parts.fields.title, parts.fields.publisher) == ("县直机关党建工作情况", "云岭县机关工委")


def test_a_number_is_found_in_the_bytes_of_the_file():
    data = ARTICLE.encode("gb18030")
    page = read(data)
    at = page.text.index("300余人次")
    start, stop = page.byte_range(at, at + 6)
    assert data[start:stop].decode("gb18030") == "300余人次"


def test_the_file_is_told_as_markdown():
    data = ARTICLE.encode()
    article, _ = clean_article(RawFile("x/a.txt", "x", "0" * 64, len(data)), data, "rules")
    assert article.media_type == "text/markdown"


@given(st.text("党建工作12个。*#[]()_`>|-&;a \n\\!<", max_size=120))
def test_any_text_is_read_and_stands_in_its_order(source):
    found = words(source)
    assert "".join(found.text[piece.start : piece.stop] for piece in found.pieces) == found.text
    for before, after in pairwise(found.pieces):
        assert before.stop == after.start
        assert before.raw_stop <= after.raw_start
    for piece in found.pieces:
        if piece.linear:
            shown, written = found.text[piece.start : piece.stop], source[piece.raw_start : piece.raw_stop]
            assert shown == written or (shown, written[:1]) in {("\n", "\r"), ("\ufffd", "\0")}
    kept = [character for character in found.text if character in "党建工作个。"]
    assert kept == [character for character in source if character in "党建工作个。"] or set("[<`&#") & set(source)


NAMED = {
    "见[附表][1]。\n\n[1]: http://a.cn/1.html": "见附表。",
    "见[附表][1]。\n\n[1]: ../1.html '附表'": "见附表。",
    "见附表。\n\n[注]: 数据截至6月": "见附表。[注]: 数据截至6月",
    "[来源]: 云岭县机关工委\n\n办班5期。": "[来源]: 云岭县机关工委办班5期。",
}


@pytest.mark.parametrize("source", NAMED)
def test_a_sentence_is_not_taken_for_the_name_of_a_link(source):
    assert words(f"# 党\n\n{source}").text == f"党{NAMED[source]}"


@pytest.mark.parametrize("mark", [">", "- "])
def test_what_stands_too_deep_is_set_aside_and_not_left_out(mark):
    shown = f"# 党\n\n{mark * 15}建"
    assert words(shown).text == "党建"
    with pytest.raises(SetAside, match="deep in one another"):
        read(f"# 党\n\n{mark * 50}建".encode())


LONG = {
    "one entity in a long line": "党&amp;" + "建设工作" * 100_000,
    "characters that no file may hold": "党\0建" * 100_000,
    "marks that are never closed": "**党[" * 20_000,
}


@pytest.mark.parametrize("name", LONG)
def test_no_line_holds_up_the_reading(name):
    """A search to the end of the line for every character took minutes; these end at once."""
    found = words(f"# 党\n\n{LONG[name]}")
    assert found.text.count("党") == LONG[name].count("党") + 1
