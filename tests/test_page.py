"""Reading: a text as it is, a page as its text nodes, each character with its bytes; the rest set aside."""

from __future__ import annotations

import html
import json
import random
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.clean.page import Page, read
from etl.clean.refuse import FEW, MAX_BYTES, MAX_PAGE_BYTES, MAX_TAGS
from etl.parse.layout import lay_out
from etl.records import SetAside

PAGES = Path(__file__).parents[2] / "shared" / "pages"

ARTICLE = """<!DOCTYPE html><html lang="zh"><head><meta charset="utf-8"><title>青禾县：党建进楼宇_青禾先锋网</title>
<meta name="PubDate" content="2023-05-06"><meta property="og:title" content="党建进&ldquo;楼宇&rdquo;">
<link rel="canonical" href="https://example.org/a.html"><style>p{color:red}</style></head><body>
<ul class="nav"><li><a href="/">首页</a></li><li><a href="/dj">机关党建</a></li></ul>
<div class="article"><h1>青禾县：党建进楼宇</h1><p class="source">来源：青禾先锋网&nbsp;2023-05-06</p>
<p>　　青禾县直机关工委组织<b>32个</b>支部与楼宇结对，逐户走访企业，听取意见建议。</p>
<p>“问题清单”由支部认领，一周内答复；办结&gt;90%的，在楼宇公示栏亮出结果。<br>群众满意度逐月上升。</p>
<script>document.write("<p>假的</p>")</script><template><p>模板</p></template></div>
<div style="display: none">隐藏的文字，看不见，但仍是文字。</div>
<noscript>请打开脚本，否则看不到评论。</noscript><div>版权所有：青禾先锋网</div></body></html>
"""


def line_texts(page: Page) -> list[str]:
    return [page.text[line.start : line.stop] for line in page.lines]


def test_a_text_is_kept_as_it_is_and_cut_at_its_line_breaks():
    text = "\n标题\r\n\r\n  第一行。\r第二行\u2028第三行\x1c还是\n"
    page = read(text.encode())
    assert (page.text, page.media_type, page.meta) == (text, "text/plain", {})
    assert line_texts(page) == ["", "标题", "", "  第一行。", "第二行", "第三行\x1c还是"]
    assert {(line.tag, line.link_share, line.main) for line in page.lines} == {("", 0.0, None)}


def test_a_page_is_its_text_nodes_in_order():
    page = read(ARTICLE.encode())
    assert page.media_type == "text/html"
    assert "假的" not in page.text
    assert "模板" not in page.text
    assert "color:red" not in page.text
    assert [text for text in line_texts(page) if "3" in text] == [
        "来源：青禾先锋网\xa02023-05-06",
        "青禾县直机关工委组织32个支部与楼宇结对，逐户走访企业，听取意见建议。",
    ]
    assert "办结>90%的" in page.text


def test_a_page_says_which_lines_are_its_main_text():
    page = read(ARTICLE.encode())
    main = [page.text[line.start : line.stop] for line in page.lines if line.main]
    assert [text[:4] for text in main[-3:]] == ["青禾县直", "“问题清", "群众满意"]
    assert not any("首页" in text or "隐藏" in text or "脚本" in text or "版权" in text for text in main)


def test_a_line_says_where_it_stood():
    page = read(ARTICLE.encode())
    about = {page.text[line.start : line.stop][:4]: line for line in page.lines}
    assert (about["首页"].tag, about["首页"].link_share, about["首页"].hint) == ("li", 1.0, "nav")
    assert (about["青禾县："].tag, about["来源：青"].tag, about["来源：青"].hint) == ("h1", "p", "source")
    assert (about["群众满意"].soft, about["“问题清"].soft) == (True, False)
    assert line_texts(page)[0] == "青禾县：党建进楼宇_青禾先锋网"
    assert page.lines[0].tag == "title"


def test_the_head_is_read():
    meta = read(ARTICLE.encode()).meta
    assert meta["title"] == "青禾县：党建进楼宇_青禾先锋网"
    assert meta["og:title"] == "党建进“楼宇”"
    assert (meta["pubdate"], meta["canonical"]) == ("2023-05-06", "https://example.org/a.html")


def assert_laws(data: bytes, page: Page) -> None:
    """Every non-blank character lies in exactly one line; each knows bytes that say it, in order."""
    held = Counter(at for line in page.lines for at in range(line.start, line.stop))
    assert max(held.values(), default=1) == 1
    assert all(at in held for at, char in enumerate(page.text) if not char.isspace())
    bad, last = set(page.source.bad), 0
    for at, char in enumerate(page.text):
        start, stop = page.byte_range(at, at + 1)
        assert last <= start < stop <= len(data)
        last = stop
        said = data[start:stop].decode(page.source.codec, "replace")
        assert bad or char in html.unescape(said), (at, char, said)
    page.text.encode("utf-8")


@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "utf-16", "utf-8-sig"])
def test_every_character_of_a_page_knows_its_bytes(codec):
    data = ARTICLE.encode(codec)
    page = read(data)
    assert page.encoding == codec
    assert_laws(data, page)
    start = page.text.index("32个支部")
    low, high = page.byte_range(start, start + 5)
    assert data[low:high].decode(page.source.codec) == "32个</b>支部"


ATOMS = [
    *("<div>", "</div>", "<p>", "</p>", "<b>", "</b>", "<a href='x'>", "</a>", "<br>", "<td>", "<tr>", "<table>"),
    *("</table>", "<li>", "</ul>", "<title>", "</title>", "<script>", "</script>", "<!--", "-->", "<textarea>"),
    *("<pre>", "</pre>", "<template>", "</template>", "<", ">", '"', "'", "=", "&nbsp;", "&amp", "&#0;", "&#x110000;"),
    *("党建", "，", "。", "\n", "\r\n", " ", "\u3000", "\0", "\ufeff", "😀", "a", "<p hidden>", "<img src=x>"),
]


@given(st.lists(st.sampled_from(ATOMS), max_size=60))
def test_the_laws_hold_for_any_page(atoms):
    data = ("<html>党的建设" + "".join(atoms)).encode()
    try:
        page = read(data)
    except SetAside:  # more controls than text
        assert sum(atom in {"\0", "&#0;", "&#x110000;"} for atom in atoms) >= FEW
        return
    assert_laws(data, page)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_set_aside(data):
    try:
        page = read(data)
    except SetAside:
        return
    assert_laws(data, page)


def test_damage_in_a_page_keeps_the_bytes_right():
    data = "<p>机关&amp;".encode() + b"\xe5\x85" + "<b>党建</b>工作</p>".encode()
    page = read(data)
    assert page.text == "机关&�党建工作"
    start, stop = page.byte_range(4, 6)
    assert data[start:stop] == "党建".encode()


def test_a_break_in_the_source_is_none_in_the_layout_but_in_pre():
    page = read("<div>机关\n党建</div><pre>一\n二</pre>".encode())
    assert line_texts(page) == ["机关\n党建", "一", "二"]


def test_cells_items_and_paragraphs_that_stay_open_are_lines_of_their_own():
    page = read("<table><tr><td>一<td>二<tr><td><p>三<p>四</table><ul><li>五<li>六</ul>七".encode())
    assert [(page.text[line.start : line.stop], line.tag) for line in page.lines] == [
        *(("一", "td"), ("二", "td"), ("三", "p"), ("四", "p"), ("五", "li"), ("六", "li"), ("七", "")),
    ]


def test_an_article_that_lies_directly_in_the_body_is_found():
    prose = "各支部逐条对照检查，边学边改，一件一件落实到位。"
    page = read(
        f"<html><body><a href=/>首页</a>{'<br>'.join([prose] * 5)}<hr><a href=/x>返回</a></body></html>".encode()
    )
    assert [line.main for line in page.lines] == [True] * 5 + [False] or page.lines[0].link_share > 0
    assert sum(line.main or False for line in page.lines) == 5


def test_a_page_without_prose_is_all_but_its_menus():
    page = read("<body><a href=/>首页</a><p>放假通知</p></body>".encode())
    assert [line.main for line in page.lines] == [False, True]


def test_one_line_of_prose_among_menus_is_found():
    menu = "<a href=/>首页</a><br>" * 9
    page = read(f"<html>{menu}支部逐条对照。<br>{menu}".encode())
    assert [page.text[line.start : line.stop] for line in page.lines if line.main] == ["支部逐条对照。"]


def test_tags_in_a_text_do_not_make_it_a_page():
    assert read("见《手册》第3页的<p>标签。\n<人民日报>".encode()).media_type == "text/plain"
    assert read("<人民日报>第1版：要闻".encode()).media_type == "text/plain"
    assert read(b"<?xml version='1.0'?>\n<!-- x -->\n<HTML><p>x").media_type == "text/html"


SET_ASIDE = {
    "empty": (b"", "empty"),
    "white space": (" \r\n\t\u3000\n".encode(), "no text"),
    "only a mark": (b"\xef\xbb\xbf", "no text"),
    "a page of scripts": ("<html><script>var 党 = '建';</script><p>&nbsp;</p></html>".encode(), "no text"),
    "PDF": (b"%PDF-1.7\n" + b"x" * 50, "PDF"),
    "DOCX": (b"PK\x03\x04" + b"word/document.xml" * 9, "docx"),
    "DOC": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 90, "Office"),
    "JPEG": (b"\xff\xd8\xff\xe0\x00\x10JFIF", "image"),
    "gzip": (b"\x1f\x8b\x08\x00\x00", "compressed"),
    "video": (b"\x00\x00\x00\x18ftypmp42", "video"),
    "three bytes": (b"\x00\x01\x02", "binary"),
    "NUL only": (b"\0" * 1000, "binary"),
    "noise": (random.Random(7).randbytes(5000), "binary"),  # noqa: S311  (noise, not a secret)
    "undecodable": (b"\x81 " * 40, "encoding"),
    "too large": (b"a" * (MAX_BYTES + 1), "bytes"),
    "too large a page": (b"<html><p>" + b"a" * MAX_PAGE_BYTES, "bytes"),
    "too many tags": (b"<html>" + b"<b>" * (MAX_TAGS + 1) + b"x", "tags"),
}


@pytest.mark.parametrize(("data", "word"), SET_ASIDE.values(), ids=SET_ASIDE.keys())
def test_what_is_no_article_is_set_aside_with_its_reason(data, word):
    with pytest.raises(SetAside, match=word) as verdict:
        read(data)
    assert "\n" not in verdict.value.reason


def test_a_text_without_chinese_is_read():
    assert read(b"Working together").encoding == "utf-8"


BODY = "各支部逐条对照检查，边学边改。"
HOSTILE = {
    "nested elements": "<div>" * 30_000 + BODY,
    "nested cells": "<table><tr><td>" * 10_000 + BODY,
    "end tags without start tags": "<b>" * 20_000 + "</i>" * 20_000 + BODY,
    "end tags beyond a block": "<i><div>" + "<b>" * 20_000 + "</i>" * 20_000 + BODY,
    "attributes": "<div " + "a=b " * 300_000 + ">" + BODY,
    "comments that never close": "<!-- >" * 100_000 + BODY,
    "tags whose every > is quoted": "<a '\">' " * 30_000 + BODY,
    "tags that never close": BODY + "<a " * 100_000,
    "titles that never close": BODY + "<title>" * 100_000,
    "entities of many digits": "&#" + "1" * 100_000 + ";" + BODY,
    "one line of a million characters": BODY * 70_000,
    "templates that never open": "</template>" * 1000 + BODY,
}


@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_page_is_read_in_linear_time(source):
    page = read(("<html>" + source).encode())
    assert BODY in page.text


def test_a_long_text_of_one_line_is_read():
    page = read((BODY * 100_000).encode("gb18030"))
    assert (page.encoding, len(page.lines)) == ("gb18030", 1)
    assert page.byte_range(1_000_000, 1_000_001) == (2_000_000, 2_000_002)


def bigrams(text: str) -> Counter[tuple[str, str]]:
    solid = "".join(text.split())
    return Counter(pairwise(solid))


def agreement(got: str, wanted: str) -> float:
    """F1 of the pairs of neighbouring characters."""
    mine, right = bigrams(got), bigrams(wanted)
    return 2 * (mine & right).total() / max(1, mine.total() + right.total())


def visible(text: str) -> str:
    """The right text of a page; some are kept as markup."""
    page = lay_out(text) if text.lstrip().startswith("<div") else None
    return "\n".join(page.text[row.start : row.stop] for row in page.rows) if page else text


@pytest.mark.skipif(not PAGES.exists(), reason="real pages with their main text do not lie beside the project")
def test_the_main_text_of_real_pages_is_found():
    scores = {}
    for entry in json.loads((PAGES / "index.json").read_text("utf-8")):
        page = read((PAGES / "html" / f"{entry['id']}.html").read_bytes())
        assert page.encoding.removesuffix("-sig") == entry["encoding"]
        got = "\n".join(page.text[line.start : line.stop] for line in page.lines if line.main)
        scores[entry["id"]] = agreement(got, visible((PAGES / "text" / f"{entry['id']}.txt").read_text("utf-8")))
    assert sum(scores.values()) / len(scores) >= 0.98, scores
    assert min(scores.values()) >= 0.85, scores
