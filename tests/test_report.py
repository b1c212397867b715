"""The report: one file that reaches nothing, holds every fact in its place, and shows hostile text as text."""

import itertools
import json
import os
import re
import time
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import axe_core_python
import polars as pl
import pytest
import vl_convert

from etl.frames import frame, records
from etl.records import Complaint, Paragraph
from etl.report import inert, report, report_of_all
from etl.report.charts import CHARTS, SCREENS, checked, drawn, spec
from etl.report.numbers import Sheet
from etl.text import Span
from etl.warehouse.corrections import republish
from etl.warehouse.marks import keep, marks_of
from tests.browser import CHROMIUM, PATIENCE, browser
from tests.warehouse_cases import asked, build, facts

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)> \"' ]]> --> \u2028 \u202e反 \x1b[31m =1+1 {{7*7}} ${x}"
AXE = Path(os.environ.get("ETL_AXE", Path(axe_core_python.__file__).with_name("axe.min.js")))


def hostile(name="hostile"):
    """An article whose every text attacks the page."""
    batch = facts(
        name, title=HOSTILE, title_original=HOSTILE, organ=HOSTILE, byline=HOSTILE, published_on=date(2023, 1, 1)
    )
    (*_, body) = records(Paragraph, batch["paragraphs"])
    text = HOSTILE + body.text
    attack = replace(
        body, paragraph_id=f"z-{name}", position=2, text=text, original=text, tokens=(text,), sentences=(),
        spans=(Span(0, len(text), 0, len(text)),),
    )  # fmt: skip
    held = pl.concat([batch["paragraphs"], frame(Paragraph, [attack])])
    removed = batch["removed"].with_columns(text=pl.lit(HOSTILE), rule=pl.lit(HOSTILE))
    programmes = batch["programmes"].with_columns(name=pl.lit(HOSTILE))
    return {**batch, "paragraphs": held, "removed": removed, "programmes": programmes}


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    folder = tmp_path_factory.mktemp("report")
    build(folder, facts("a"), facts("reprint", published_on=date(2025, 1, 1)), hostile())
    report(folder, folder / "report.html")
    return folder / "report.html"


class Held(HTMLParser):
    """What elements a page holds, with their attributes."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.elements = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))


def data(page):
    text = page.read_text(encoding="utf-8")
    return json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)[1])


def test_the_page_reaches_nothing_and_runs_nothing_but_its_own_script(page):
    held = Held(page.read_text(encoding="utf-8")).elements
    assert [attrs for tag, attrs in held if tag == "script"] == [{"type": "application/json", "id": "data"}, {}]
    assert {tag for tag, _ in held} & {"img", "link", "iframe", "object", "form", "base"} == set()
    assert not [attrs for _, attrs in held if any(key.startswith("on") or key == "src" for key in attrs)]
    assert {attrs["href"][0] for _, attrs in held if "href" in attrs} == {"#"}
    (policy,) = [a["content"] for tag, a in held if tag == "meta" and a.get("http-equiv") == "Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-")


def test_hostile_text_is_in_the_page_as_text(page):
    text = page.read_text(encoding="utf-8")
    assert "<script>alert" not in text
    assert "<img" not in text
    assert "\u202e" not in text
    assert "\x1b" not in text
    (book,) = [book for book in data(page)["articles"] if book["raw_path"] == "samples/hostile.txt"]
    assert book["title"].startswith("<script>alert(1)</script>")


def test_a_fact_keeps_its_place_where_a_sign_is_made_seen(page):
    (book,) = [book for book in data(page)["articles"] if book["raw_path"] == "samples/hostile.txt"]
    (row,) = [row for row in book["rows"] if row.get("id") == "p-hostile"]
    said = {kind: row["text"][start:stop] for kind, _, start, stop, *_ in row["facts"]}
    assert said["measure"] == "举办“头雁课堂”培训班12期"
    assert said["theme"] == "培训班"
    assert said["programme"] == "头雁课堂"


def test_the_reader_holds_what_was_kept_and_what_was_removed_in_the_order_of_the_raw_text(page):
    (book,) = [book for book in data(page)["articles"] if book["raw_path"] == "samples/a.txt"]
    assert [(row["kind"], row.get("rule")) for row in book["rows"]] == [
        ("removed", "chrome-line"), ("heading", None), ("body", None), ("removed", "legal-line"),
    ]  # fmt: skip
    assert book["rows"][2]["original"].startswith("雁峰區機關")


def test_equal_content_gives_equal_bytes(page, tmp_path):
    report(page.parent, tmp_path / "again.html")
    assert (tmp_path / "again.html").read_bytes() == page.read_bytes()


def test_the_reader_is_capped_by_articles_and_by_room(page, tmp_path):
    assert report(page.parent, tmp_path / "x.html", articles=1).shown == 1
    assert report(page.parent, tmp_path / "x.html", room=3_000).shown < 3
    assert report(page.parent, tmp_path / "x.html", articles=0).articles == 3


def test_an_endless_paragraph_does_not_swell_the_page(tmp_path):
    batch = facts()
    long = list(records(Paragraph, batch["paragraphs"]))
    long[1] = replace(long[1], text="党" * 5_000_000, original="党" * 5_000_000)
    build(tmp_path, {**batch, "paragraphs": frame(Paragraph, long)})
    assert report(tmp_path, tmp_path / "x.html").bytes < 400_000


def test_an_empty_warehouse_has_a_report_too(tmp_path):
    build(tmp_path)
    assert report(tmp_path, tmp_path / "x.html").shown == 0
    assert "nothing yet" in (tmp_path / "x.html").read_text(encoding="utf-8")


def test_without_a_warehouse_one_is_asked_for(tmp_path):
    with pytest.raises(Complaint, match="etl run"):
        report(tmp_path, tmp_path / "x.html")


@pytest.mark.parametrize("said", ["</script><script>", "<!--", "&lt;", "\u2028"])
def test_data_holds_no_sign_that_html_reads(said):
    assert not set("<>&\u2028") & set(str(inert([said, {said: said}])))
    assert json.loads(str(inert([said]))) == [said]


@pytest.mark.parametrize("kind", CHARTS)
def test_a_chart_is_an_image_with_a_name_that_takes_the_pages_colours(kind):
    columns = ("year", "texts", "reprints", "theme", "region", "paragraphs", "unit", "amounts", "programme", "regions")
    sheet = Sheet(
        columns, [("2024", 3, 1, HOSTILE.replace("\x1b", ""), "湖南", 5, "人次", 7, HOSTILE.replace("\x1b", ""), 2)]
    )
    drawing = str(drawn(kind, sheet, 'a "name" <b>'))
    assert re.findall(r'class="(\w+)"', drawing) == [screen.name for screen in SCREENS]
    assert drawing.count('role="img"') == len(SCREENS)
    assert 'aria-label="a &quot;name&quot; &lt;b&gt;"' in drawing
    assert "currentColor" in drawing
    assert not re.search(r'(?:fill|stroke)="(?:#|rgb|black|white)', drawing)
    assert "<script" not in drawing


@pytest.mark.parametrize(
    "inside", ["<script>x</script>", '<image href="x"/>', '<rect onclick="x"/>', "<foreignObject/>", "<style>x</style>"]
)
def test_a_drawing_that_could_act_is_refused(inside):
    with pytest.raises(ValueError, match="a chart may not hold"):
        checked(f'<svg xmlns="http://www.w3.org/2000/svg">{inside}</svg>', "x", SCREENS[0])


def test_a_drawing_fits_its_screen_and_says_no_two_names_alike():
    names = [f"党建引领基层治理第{at}号示范引领工程 Programme {at}" for at in "甲乙丙丁戊"]
    rows = [(name, place, 7) for name in names for place in ("内蒙古", "黑龙江")]
    for screen, width in zip(SCREENS, (1216, 340), strict=True):
        for kind, columns in (("themes_by_region", ("theme", "region", "paragraphs")),):
            drawing = vl_convert.vegalite_to_svg(spec(kind, Sheet(columns, rows), screen))
            assert int(re.search(r'width="(\d+)', drawing)[1]) <= width
            assert drawing.count(">7<") == len(rows)


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


def test_every_article_can_be_read_in_pages_beside_the_index(page, tmp_path):
    made = report_of_all(page.parent, tmp_path / "all.html", room=4_000)
    pages = sorted(path.name for path in (tmp_path / "all-articles").iterdir())
    assert (made.shown, made.articles, made.pages) == (3, 3, len(pages))
    assert len(pages) > 1
    index = data(tmp_path / "all.html")["index"]
    for cells in index:
        held = data(tmp_path / cells[-1])["articles"]
        assert cells[0] in {book["id"] for book in held}
    assert sum(len(data(tmp_path / "all-articles" / name)["articles"]) for name in pages) == 3
    again = report_of_all(page.parent, tmp_path / "all.html", room=1_000_000)
    assert again.pages == 1
    assert len(list((tmp_path / "all-articles").iterdir())) == 1


def test_a_folder_that_no_report_made_is_left_alone(page, tmp_path):
    (tmp_path / "x-articles").mkdir()
    (tmp_path / "x-articles" / "thesis.txt").write_text("mine")
    with pytest.raises(Complaint, match="no report made it"):
        report_of_all(page.parent, tmp_path / "x.html")
    assert (tmp_path / "x-articles" / "thesis.txt").is_file()


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
