"""Extract: frames in, frames out; ids, raw offsets, independence of the batch."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from etl.extract import Extracted, extract
from etl.frames import frame, records, schema
from etl.records import Article, Edit, Mention, Paragraph, Removed
from etl.text import Range, Span

RAW = """雁峰区:“六色工程”强基础
来源:某网 2023年3月1日
今年来,衡阳市雁峰区推行“灯下夜读”机制,举办读书班 12 期,组织
党员下沉社区。
"""
BODY_START = RAW.index("今年来")


def article(**changes):
    whole = Article(
        article_id="a1",
        source="samples",
        url=None,
        origin_url=None,
        raw_path="samples/a.txt",
        raw_sha256="00",
        raw_bytes=len(RAW.encode()),
        raw_chars=len(RAW),
        encoding="utf-8",
        media_type="text/plain",
        fetched_at=None,
        script="hans",
        title="衡阳市雁峰区:“六色工程”强基础",
        title_original="衡阳市雁峰区:“六色工程”强基础",
        byline=None,
        publisher="某网",
        issue=None,
        published_on=date(2023, 3, 1),
        published_precision="day",
        organ=None,
        region_code=None,
        region=None,
        rules_version="test",
    )
    return replace(whole, **changes)


def paragraph(**changes):
    """The raw text's last paragraph, its line break taken out."""
    first, second = RAW[BODY_START:].rstrip().split("\n")
    text = first + second
    cut = BODY_START + len(first)
    whole = Paragraph(
        paragraph_id="p1",
        article_id="a1",
        position=0,
        kind="body",
        headings=(),
        text=text,
        original=text,
        script="hans",
        tokens=(text,),
        spans=(Span(0, len(first), BODY_START, cut), Span(len(first), len(text), cut + 1, cut + 1 + len(second))),
        sentences=(Range(0, len(text)),),
        sections=(),
        damage=(),
        damaged=False,
    )
    return replace(whole, **changes)


def removed(**changes):
    start = RAW.index("来源")
    stop = RAW.index("\n", start)
    return replace(Removed("a1", start, stop, RAW[start:stop], "metadata", "dateline"), **changes)


def extracted(articles, paragraphs, cut, edits=()):
    return extract(frame(Article, articles), frame(Paragraph, paragraphs), frame(Removed, cut), frame(Edit, edits))


@pytest.fixture(scope="module")
def found():
    return extracted([article()], [paragraph()], [removed()])


def test_the_article_knows_its_organ_and_region(found):
    row = next(records(Article, found.articles))
    assert (row.organ, row.region_code, row.region) == ("雁峰区", "430406", "雁峰区")


def test_what_clean_knew_already_stands():
    found = extracted([article(organ="某工委", region_code="110000", region="北京市")], [paragraph()], [])
    assert found.articles.select("organ", "region_code", "region").row(0) == ("某工委", "110000", "北京市")


def test_every_finding_leads_back_to_its_raw_characters(found):
    for name in ("quantities", "measures", "mentions", "numerals"):
        rows = getattr(found, name)
        assert rows.height, name
        for text, start, stop in rows.select("text", "raw_start", "raw_stop").iter_rows():
            assert RAW[start:stop].replace("\n", "") == text


def test_spans_are_of_the_paragraph(found):
    text = paragraph().text
    for name in ("quantities", "measures", "mentions"):
        for said, start, stop in getattr(found, name).select("text", "start", "stop").iter_rows():
            assert text[start:stop] == said
    for evidence in found.theme_tags["evidence"]:
        assert all(text[each["start"] : each["stop"]] == each["term"] for each in evidence)


def test_numerals_of_removed_text_have_their_place_too(found):
    outside = found.numerals.filter(pl.col("paragraph_id").is_null())
    assert {RAW[start:stop] for start, stop in outside.select("raw_start", "raw_stop").iter_rows()} == {
        "2023",
        "3",
        "1",
    }
    assert "quantity" not in outside["outcome"].to_list()


def test_quantities_belong_to_numerals_and_measures(found):
    quantity = found.quantities.row(0, named=True)
    assert quantity["text"] == "12 期"
    assert quantity["measure_id"] in found.measures["measure_id"].to_list()
    assert quantity["quantity_id"] in found.numerals["quantity_id"].to_list()


def test_a_programme_has_its_row_and_its_mentions(found):
    row = found.programmes.row(0, named=True)
    assert (row["name"], row["kind"], row["mentions"]) == ("灯下夜读", "mechanism", 1)
    named = [mention.programme_id for mention in records(Mention, found.mentions) if mention.type == "programme"]
    assert named == [row["programme_id"]]


def test_a_name_introduced_in_one_paragraph_is_known_in_the_next():
    later = paragraph(paragraph_id="p2", position=1, text="加入“灯下夜读”,", spans=(Span(0, 9, 0, 9),), sentences=())
    assert extracted([article()], [paragraph(), later], []).programmes["mentions"].to_list() == [2]


def test_the_same_paper_of_two_organs_is_two_programmes():
    text = "印发《机关党建工作要点》。"
    parts = [paragraph(text=text, spans=(Span(0, len(text), 0, len(text)),), sentences=())]
    ids = {
        extracted([article(organ=organ)], parts, []).programmes["programme_id"].item()
        for organ in ("甲市直机关工委", "乙市直机关工委")
    }
    assert len(ids) == 2


def test_rows_depend_on_their_own_article_only(found):
    other = article(article_id="a2", title="天水市直机关工委抓支部", published_on=None)
    both = extracted(
        [article(), other],
        [paragraph(), paragraph(paragraph_id="p2", article_id="a2")],
        [removed(), removed(article_id="a2")],
    )
    for name in Extracted._fields:
        assert getattr(both, name).filter(pl.col("article_id") == "a1").equals(getattr(found, name)), name


def test_nothing_in_nothing_out_but_with_types():
    empty = extracted([], [], [])
    assert dict(empty.articles.schema) == schema(Article)
    assert dict(empty.mentions.schema) == schema(Mention)
    assert all(rows.height == 0 for rows in empty)


def test_a_numeral_that_a_repair_took_out_is_still_counted():
    repair = Edit("a1", BODY_START, BODY_START + 2, "⒛研", "科研", "repair", "gbk-slip", 0.99)
    found = extracted([article()], [], [], [repair]).numerals
    assert found.select("text", "raw_start", "outcome").rows() == [("⒛", BODY_START, "damaged")]
    punctuation = replace(repair, before="，", after=",")
    assert extracted([article()], [], [], [punctuation]).numerals.is_empty()
