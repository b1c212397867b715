"""PDF and DOCX files give their text in reading order, or a reason; nothing that they do reaches this process."""

import io
import zipfile

import pytest

from etl.clean import clean_text
from etl.clean.formats import layer
from etl.clean.page import read
from etl.records import SetAside

docx = pytest.importorskip("docx")

FONT = (
    "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>",
    """<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /FontDescriptor 5 0 R
    /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> >>""",
    """<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0
    /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>""",
)


def pdf(*sheets):
    """A PDF file of (x, y, size, text) runs on each sheet."""
    objects, kids = ["<< /Type /Catalog /Pages 2 0 R >>", "", *FONT], []
    for runs in sheets:
        stream = "".join(
            f"BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm <{text.encode('utf-16-be').hex()}> Tj ET\n"
            for x, y, size, text in runs
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}endstream")
        contents = f"/Resources << /Font << /F1 3 0 R >> >> /Contents {len(objects)} 0 R"
        objects.append(f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] {contents} >>")
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(kids)}] >>"
    data, places = b"%PDF-1.4\n", []
    for number, told in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{told}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size, start = len(objects) + 1, len(data)
    data += f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer << /Size {size} /Root 1 0 R >>\n".encode()
    return data + f"startxref\n{start}\n%%EOF\n".encode()


# fmt: off
LEFT = (
    "县直机关工委坚持把支部建在业务",
    "一线,全年建成示范党支部12个,",
    "组织主题党日活动86场次,参加党",
    "员3400余人次。",
)
RIGHT = (
    "各支部推行清单管理,解决群众急难",
    "愁盼问题215件,群众满意度达到",
    "98.6%。下一步,将继续深化机关",
    "作风建设,为基层减负。",
)


def columns(*columns, top=700, size=12):
    return [(x, top - at * 18, size, text) for x, lines in columns for at, text in enumerate(lines)]


def test_columns_are_read_one_after_the_other_under_their_heading():
    data = pdf(
        [(60, 740, 22, "机关党建走深走实的新探索与新实践"), *columns((60, LEFT), (320, RIGHT)), (60, 40, 9, "第3版")]
    )
    assert layer(data).parsed.text.split("\n") == ["机关党建走深走实的新探索与新实践", *LEFT, *RIGHT, "第3版", ""]


def test_columns_drawn_line_by_line_are_still_columns():
    data = pdf(sorted(columns((60, LEFT), (320, RIGHT)), key=lambda run: (-run[1], run[0])))
    assert layer(data).parsed.text.split() == [*LEFT, *RIGHT]


def test_three_columns_in_two_blocks():
    short = tuple(line[:9] for line in (*LEFT, *RIGHT))
    upper, lower = short[:4], short[4:]
    runs = [
        *columns((40, upper), (230, lower), (420, upper)),
        *columns((40, lower), (230, upper), (420, lower), top=400),
    ]
    assert layer(pdf(runs)).parsed.text.split() == [*upper, *lower, *upper, *lower, *upper, *lower]


def test_the_cells_of_a_table_stay_in_their_rows():
    rows = [("党支部", "12个"), ("党小组", "30个"), ("党员", "341名"), ("活动", "86场")]
    runs = [
        run
        for at, row in enumerate(rows)
        for run in ((60, 700 - at * 18, 12, row[0]), (320, 700 - at * 18, 12, row[1]))
    ]
    assert layer(pdf(runs)).parsed.text.splitlines() == [" ".join(row) for row in rows]


def test_a_page_of_a_pdf_knows_its_sheet_and_no_bytes():
    data = pdf(columns((60, LEFT)), columns((60, RIGHT)))
    page = read(data)
    assert page.media_type == "application/pdf"
    assert [page.sheet(page.text.index(line)) for line in (LEFT[0], LEFT[3], RIGHT[0])] == [1, 1, 2]
    assert page.byte_range(0, 5) == (0, len(data))


def word(*blocks):
    document = docx.Document()
    for style, text in blocks:
        document.add_paragraph(text, style)
    table = document.add_table(2, 2)
    for at, text in enumerate(("单位", "支部数", "税务局", "12个")):
        table.cell(at // 2, at % 2).text = text
    document.add_paragraph("以上情况已报县委。")
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def test_a_docx_file_gives_its_paragraphs_and_tables_in_order():
    page = read(word(("Title", "关于机关党建工作的报告"), ("Heading 1", "一、基本情况"), ("Normal", LEFT[0])))
    assert page.text.splitlines() == [
        "关于机关党建工作的报告", "一、基本情况", LEFT[0], "单位", "支部数", "税务局", "12个", "以上情况已报县委。"
    ]  # fmt: skip
    assert [line.tag for line in page.lines][:4] == ["h1", "h1", "p", "td"]


def bomb():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("word/document.xml", b"<a/>")
        parts.writestr("word/media.bin", bytes(300 * 1024 * 1024))
    return file.getvalue()


BROKEN = {
    "cut": lambda: pdf(columns((60, LEFT)))[:200],
    "noise": lambda: b"%PDF-1.7\n" + bytes(range(256)) * 50,
    "scan": lambda: pdf([]),
    "zip": lambda: b"PK\x03\x04" + b"\0" * 40 + b"word/document.xml" + b"\0" * 100,
    "bomb": bomb,
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_file_that_cannot_be_read_is_set_aside(name):
    with pytest.raises(SetAside, match=r"The file is an? (PDF|Office) file"):
        read(BROKEN[name]())


def test_other_files_are_none_of_these():
    assert layer("机关党建".encode()) is None
    assert layer(b"PK\x03\x04 some other archive") is None


def test_a_printed_title_is_no_part_of_the_first_paragraph():
    page = read(pdf([(60, 740, 22, "机关党建走深走实的新探索与新实践"), *columns((60, LEFT), (320, RIGHT))]))
    body = [block.text for block in clean_text(page.text, page.lines).blocks if block.kind == "body"]
    assert body[0].startswith("县直机关工委")


def test_a_pdf_with_more_pages_than_any_article_is_set_aside(monkeypatch):
    one = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>"
    count = 401
    kids = " ".join(f"{at} 0 R" for at in range(3, 3 + count)).encode()
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [" + kids + b"] /Count %d >>" % count]
    data, places = b"%PDF-1.4\n", []
    for at, inside in enumerate([*objects, *[one] * count], 1):
        places.append(len(data))
        data += b"%d 0 obj\n" % at + inside + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1) + table
    data += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(places) + 1, data.rindex(b"xref\n0"))
    with pytest.raises(SetAside, match="401 pages, more than the 400"):
        read(data)


RECORDS = {
    "lines of JSON": b'{"title": "a", "text": "b"}\n{"title": "c", "text": "d"}\n',
    "a Parquet file": b"PAR1 \x15\x04 PAR1",
}


@pytest.mark.parametrize("name", RECORDS)
def test_articles_in_a_bundle_are_told_the_way_in(name):
    with pytest.raises(SetAside, match="etl raw import"):
        read(RECORDS[name])


@pytest.mark.parametrize("text", ["{机关党建}\n{工作}", '{"甲"', "{}", "[1]", '{"甲":' * 5000 + "1" + "}" * 5000])
def test_a_text_with_braces_is_a_text(text):
    assert read(text.encode()).text == text
