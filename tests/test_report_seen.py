"""The report in a browser: seen, read, operated, examined for accessibility, marked."""

import itertools
import json
import os
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import axe_core_python
import pytest

from etl.frames import frame, records
from etl.records import Paragraph
from etl.report import report, report_of_all
from etl.warehouse.corrections import republish
from etl.warehouse.marks import keep, marks_of
from tests.browser import CHROMIUM, PATIENCE, browser
from tests.report_cases import hostile, page_in
from tests.warehouse_cases import asked, build, facts

AXE = Path(os.environ.get("ETL_AXE", Path(axe_core_python.__file__).with_name("axe.min.js")))


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    return page_in(tmp_path_factory.mktemp("report"))


@pytest.fixture(scope="module")
def tab(page, tmp_path_factory):
    if not CHROMIUM:
        pytest.skip("install chromium to try the page in a browser")
    with browser(tmp_path_factory.mktemp("chromium")) as opened:
        opened.look(1280, 900)
        opened.open(page)
        rules = Path(__file__).with_name("page_rules.js").read_text(encoding="utf-8")
        opened.ask(f"{rules}; globalThis.rules = pageRules; 1")
        yield opened


def test_a_browser_finds_no_fault_and_asks_nobody(tab, page):
    assert tab.ask("rules.all('#list button').length") == 3
    tab.ask("rules.all('#list button').forEach((button) => button.click())")
    assert tab.faults == []
    assert set(tab.requests) == {page.absolute().as_uri()}


def test_hostile_text_makes_no_element_in_a_browser(tab):
    assert tab.ask("rules.choose('alert')").startswith("<script>alert(1)</script>")
    assert tab.ask("rules.all('main script, main img').length") == 0


def test_marks_stand_where_the_facts_are_in_both_scripts(tab):
    tab.ask("rules.choose('头雁行动')")
    assert tab.ask("rules.marked('measure')") == ["舉辦“頭雁課堂”培訓班12期", "举办“头雁课堂”培训班12期"]
    assert tab.ask("rules.all('.row.removed .rule').length") == 2


def test_everything_is_reached_by_keyboard(tab):
    tab.ask("document.getElementById('find').focus()")
    tab.press("Tab")
    first = tab.ask("document.activeElement.dataset.id")
    tab.press("Tab")
    assert tab.ask("document.activeElement.dataset.id") not in {None, first}
    tab.press("Enter", "\r")
    assert tab.ask("document.activeElement.id") == "article"
    tab.ask("document.querySelector('.facts summary').focus()")
    tab.press("Enter", "\r")
    until = time.monotonic() + PATIENCE
    while not tab.ask("rules.all('.facts[open] table').length"):
        assert time.monotonic() < until, "the facts do not open"
    for _ in ("the table", "right", "wrong", "the words"):
        tab.press("Tab")
    tab.press("Enter", "\r")
    assert tab.ask("rules.all('mark.lit').length") > 0


def test_the_list_is_narrowed_by_words(tab):
    assert tab.ask("rules.find('samples/a.txt')") == "1 / 3"
    assert tab.ask("rules.find('')") == "3 / 3"


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_stands_beside_the_screen(tab, width):
    tab.look(width, 844)
    assert tab.ask("document.documentElement.scrollWidth") <= width
    tab.look(1280, 900)


@pytest.mark.parametrize(("dark", "ink"), [(False, "rgb(27, 27, 27)"), (True, "rgb(236, 236, 234)")])
def test_text_stands_out_in_the_light_and_in_the_dark(tab, dark, ink):
    tab.look(1280, 900, dark=dark)
    assert tab.ask("getComputedStyle(document.documentElement).color") == ink
    assert tab.ask("rules.faint()") == []
    tab.look(1280, 900)


def test_everything_that_is_operated_or_drawn_has_a_name(tab):
    assert tab.ask("rules.nameless()") == []
    assert tab.ask("rules.twice()") == []
    levels = tab.ask("rules.levels()")
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def examined(opened):
    """What axe finds serious in the page as it stands, all facts open; a rule that broke has proved nothing."""
    opened.ask("pageRules.openFacts(); pageRules.all('details').forEach((part) => { part.open = true; })")
    said = json.loads(opened.ask("axe.run().then((said) => JSON.stringify(said))"))
    assert [rule["message"] for rule in said["incomplete"] if "error" in rule] == []
    assert next(rule["nodes"] for rule in said["passes"] if rule["id"] == "color-contrast")
    return [(rule["id"], rule["impact"]) for rule in said["violations"] if rule["impact"] in {"serious", "critical"}]


@pytest.fixture(scope="module")
def examiner(tmp_path_factory):
    """A browser that lets the accessibility checker into the page."""
    if not CHROMIUM:
        pytest.skip("install chromium to run the accessibility checker")
    with browser(tmp_path_factory.mktemp("examiner")) as opened:
        opened.do("Page.setBypassCSP", enabled=True)
        yield opened


def examine(opened, page, width, *, dark):
    opened.look(width, 844, dark=dark)
    opened.open(page)
    opened.ask(Path(__file__).with_name("page_rules.js").read_text(encoding="utf-8") + AXE.read_text("utf-8") + ";1")


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (1280, True), (390, False)])
def test_axe_finds_nothing_serious(examiner, page, width, dark):
    examine(examiner, page, width, dark=dark)
    assert examined(examiner) == []


@pytest.fixture(scope="module")
def long_page(tmp_path_factory):
    """An article as long as the longest law of a corpus: 1,800 paragraphs, 100,000 characters."""
    folder = tmp_path_factory.mktemp("long")
    batch = facts("long")
    heading, body = list(records(Paragraph, batch["paragraphs"]))
    more = [
        replace(
            body,
            paragraph_id=f"p-{at}",
            position=at + 2,
            text=f"第{at}条" + body.text,
            original=f"第{at}条" + body.text,
        )
        for at in range(1_800)
    ]
    build(folder, {**batch, "paragraphs": frame(Paragraph, [heading, body, *more])})
    report(folder, folder / "report.html")
    return folder / "report.html"


def test_a_long_article_is_read_in_parts_that_axe_can_examine(examiner, long_page):
    examine(examiner, long_page, 1280, dark=False)
    assert examiner.ask("pageRules.all('#article .row').length") < 450
    seen = []
    for part in range(examiner.ask("pageRules.all('#article .parts select')[0].options.length")):
        assert examiner.ask("pageRules.all('#article .parts select')[0].value") == str(part)
        seen += examiner.ask("pageRules.all('#article .row .text').map((text) => text.textContent)")
        if part == 1:
            assert examined(examiner) == []
        examiner.ask("pageRules.all('#article .parts button')[1].click()")
    assert sum(text.startswith("第") for text in seen) == 1_800
    assert examiner.faults == []


@pytest.fixture
def desk(page, tmp_path):
    """The page in a browser of its own, which keeps no marks yet and puts what is downloaded into a folder."""
    if not CHROMIUM:
        pytest.skip("install chromium to try the page in a browser")
    with browser(tmp_path / "chromium") as opened:
        opened.look(1280, 900)
        opened.do("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(tmp_path))
        opened.open(page)
        rules = Path(__file__).with_name("page_rules.js").read_text(encoding="utf-8")
        opened.ask(f"{rules}; globalThis.rules = pageRules; 1")
        yield opened


def downloaded(folder):
    until = time.monotonic() + PATIENCE
    while not (folder / "marks.json").exists():
        assert time.monotonic() < until, "nothing was downloaded"
        time.sleep(0.05)
    return folder / "marks.json"


def test_facts_are_marked_kept_downloaded_and_taken_in(desk, page, tmp_path):
    desk.ask("rules.choose('头雁行动'); rules.judge('measure', 'wrong'); rules.judge('theme', 'right')")
    assert desk.ask("document.getElementById('marked').textContent").startswith("2 marked: 1 right, 1 wrong")
    desk.open(page)
    assert desk.ask("document.getElementById('marked').textContent").startswith("2 marked: 1 right, 1 wrong")
    desk.ask("document.getElementById('download').click()")
    marks = marks_of(downloaded(tmp_path))
    assert [(mark.kind, mark.verdict) for mark in marks] == [("measure", "wrong"), ("theme", "right")]
    keep(tmp_path / "raw", marks)
    build(tmp_path / "house", facts("a"), facts("reprint", published_on=date(2025, 1, 1)), hostile())
    republish(tmp_path / "raw", tmp_path / "house")
    assert asked(tmp_path / "house", "select kind, verdict, state from corrections order by kind") == [
        ("measure", "wrong", "found"),
        ("theme", "right", "found"),
    ]
    assert desk.faults == []


def test_a_hostile_fact_is_marked_to_the_letter(desk, page, tmp_path):
    desk.ask("rules.choose('alert'); rules.judge('measure', 'wrong'); document.getElementById('download').click()")
    keep(tmp_path / "raw", marks_of(downloaded(tmp_path)))
    build(tmp_path / "house", facts("a"), facts("reprint", published_on=date(2025, 1, 1)), hostile())
    republish(tmp_path / "raw", tmp_path / "house")
    assert asked(tmp_path / "house", "select state from corrections") == [("found",)]


def test_a_mark_is_taken_back_by_a_second_press_and_all_by_two(desk):
    desk.ask("rules.choose('头雁行动'); rules.judge('measure', 'wrong'); rules.judge('measure', 'wrong')")
    assert desk.ask("document.getElementById('download').disabled")
    desk.ask("rules.judge('measure', 'right'); document.getElementById('forget').click()")
    assert not desk.ask("document.getElementById('download').disabled")
    desk.ask("document.getElementById('forget').click()")
    assert desk.ask("localStorage.getItem('jiguan-etl marks')") == "{}"


def test_marks_are_made_by_keyboard(desk):
    desk.ask("rules.choose('头雁行动'); rules.openFacts()")
    desk.ask("document.querySelector('.judge').focus()")
    desk.press("Enter", "\r")
    assert desk.ask("document.activeElement.getAttribute('aria-pressed')") == "true"
    assert desk.ask("document.activeElement.getAttribute('aria-label')").startswith("right · 对: ")


def test_an_entry_of_the_index_leads_to_its_article(desk, page, tmp_path):
    report_of_all(page.parent, tmp_path / "all.html", room=4_000)
    desk.open(tmp_path / "all.html")
    address = desk.ask("[...document.querySelectorAll('#list a')].find((a) => a.textContent.includes('alert')).href")
    desk.do("Page.navigate", url=address)
    until = time.monotonic() + PATIENCE
    while not desk.ask(
        "location.pathname.endsWith('/all.html') ? '' : document.querySelector('#article h3')?.textContent || ''"
    ):
        assert time.monotonic() < until
        time.sleep(0.05)
    assert desk.ask("document.querySelector('#article h3').textContent").startswith("<script>alert(1)</script>")
    assert desk.faults == []
