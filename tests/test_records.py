"""Frames and records are two views of the same rows."""

from datetime import date

from etl.frames import frame, records, schema
from etl.identity import identify
from etl.records import Block, Evidence, Measure, ThemeTag
from etl.text import Range, Span

BLOCK = Block("a1", 0, "body", "学习", "学习", (Span(0, 2, 5, 7),), "hans", (Range(0, 1),))


def test_a_frame_gives_its_records_back():
    assert list(records(Block, frame(Block, [BLOCK]))) == [BLOCK]
    tag = ThemeTag("p1", "a1", "org.life", 1.4, (Evidence("三会一课", 0, 4),))
    assert list(records(ThemeTag, frame(ThemeTag, [tag]))) == [tag]


def test_an_empty_frame_has_its_types():
    assert frame(Measure, []).schema == frame(Measure, [MEASURE]).schema == schema(Measure)


MEASURE = Measure(
    measure_id="m1",
    article_id="a1",
    paragraph_id="p1",
    verb="开展",
    object="活动",
    text="开展活动",
    start=0,
    stop=4,
    raw_start=0,
    raw_stop=4,
    verb_raw_start=0,
    verb_raw_stop=2,
    actor=None,
    actor_source=None,
    status="done",
    period_start=date(2024, 1, 1),
    period_stop=None,
    programmes=("x",),
    rule="r",
    doubt=None,
)


def test_ids_depend_on_every_part_and_their_borders():
    assert identify("a", "x", "y") != identify("a", "xy", "")
    assert identify("a", "x", "y") == identify("a", "x", "y")
