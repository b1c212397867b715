"""A page's main text has a second opinion; where two extractors differ, the one most like the others is followed."""

import pytest

from etl.clean.page import read
from etl.parse import opinions
from etl.parse.layout import lay_out
from etl.parse.opinions import AGREED, LONGEST, alike, medoid, weighed

PROSE = "云岭县直机关工委举办培训班12期，培训党员300余人次，各支部认领问题清单并限期答复。"
PAGE = f"""<html><head><title>党建</title></head><body><ul><li><a href="/">首页</a></li></ul>
<div class="article"><h1>党建进楼宇</h1><p>{PROSE}</p><p>{PROSE[::-1]}。</p><p>注</p><p>{PROSE}{PROSE}</p></div>
<div class="side"><p>热门推荐：全市机关党建述职评议会召开，各单位书记逐一述职，现场测评。</p></div></body></html>"""


def main_text(layout, taken):
    return [layout.text[row.start : row.stop] for row, held in zip(layout.rows, taken, strict=True) if held]


def test_two_extractors_agree_on_a_plain_page():
    page = read(PAGE.encode())
    assert page.agreement is not None
    assert page.agreement >= AGREED
    assert PROSE in "".join(page.text[line.start : line.stop] for line in page.lines if line.main)


def test_text_files_have_no_second_opinion():
    assert read(PROSE.encode()).agreement is None


def test_where_two_differ_the_medoid_of_three_is_followed(monkeypatch):
    side = "热门推荐：全市机关党建述职评议会召开，各单位书记逐一述职，现场测评。"
    monkeypatch.setattr(opinions, "_readability", lambda _: side)
    monkeypatch.setattr(opinions, "_trafilatura", lambda _: side + "注")
    layout = lay_out(PAGE)
    verdict = weighed(layout, PAGE)
    assert verdict.agreement < AGREED
    assert main_text(layout, verdict.taken) == [side]


def test_ours_stands_where_it_is_the_medoid(monkeypatch):
    monkeypatch.setattr(opinions, "_readability", lambda _: "热门推荐")
    monkeypatch.setattr(opinions, "_trafilatura", lambda _: PROSE + PROSE)
    layout = lay_out(PAGE)
    assert PROSE in main_text(layout, weighed(layout, PAGE).taken)


def test_another_extractors_scraps_are_taken_only_between_its_lines(monkeypatch):
    whole = f"党建进楼宇{PROSE}{PROSE[::-1]}。注{PROSE}{PROSE}首页"
    layout = lay_out(PAGE)
    assert main_text(layout, opinions._rows_of(layout, whole)) == [
        "党建进楼宇",
        PROSE,
        f"{PROSE[::-1]}。",
        "注",
        f"{PROSE}{PROSE}",
    ]


@pytest.mark.parametrize("source", ["", " ", "<", "<p>", "<html></html>", "\x00", "x" * (LONGEST + 1), "<div>" * 5000])
def test_what_nobody_else_can_read_stands_by_ours(source):
    layout = lay_out(f"<p>{PROSE}</p>")
    verdict = weighed(layout, source)
    assert verdict.agreement is None or 0 <= verdict.agreement <= 1
    assert main_text(layout, verdict.taken) == [PROSE]


def test_likeness_is_of_pairs_and_symmetric():
    assert alike(PROSE, PROSE) == 1
    assert alike(PROSE, "") == alike("", "") == 0
    assert alike("党建工作", "党建业务") == alike("党建业务", "党建工作") > 0
    assert medoid(["甲乙", "甲乙", "丙丁"]) == 0


def test_a_page_that_is_built_as_no_page_is_has_no_second_opinion(monkeypatch):
    """Elements in one another without end made readability run for two minutes on 124 KB."""
    monkeypatch.setattr(opinions, "_readability", lambda _: pytest.fail("it must not be asked"))
    for source in ("<div><span>" * 60 + f"<p>{PROSE}</p>", "<b>党</b>" * 20_001 + f"<p>{PROSE}</p>"):
        assert weighed(lay_out(source), source).agreement is None
