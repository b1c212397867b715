"""The report: one file that reaches nothing, holds every fact in its place, and shows hostile text as text."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
import vl_convert

from etl.frames import frame, records
from etl.records import Complaint, Paragraph
from etl.report import inert, report, report_of_all
from etl.report.charts import CHARTS, SCREENS, checked, drawn, spec
from etl.report.numbers import Sheet
from tests.report_cases import HOSTILE, data, page_in
from tests.warehouse_cases import build, facts


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    return page_in(tmp_path_factory.mktemp("report"))


class Held(HTMLParser):
    """What elements a page holds, with their attributes."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.elements = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))


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
