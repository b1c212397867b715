"""A sound warehouse passes every law; each way to break one is told, with the place."""

import re
import shutil
from dataclasses import replace

import polars as pl
import pytest

from etl.extract.said import said
from etl.frames import frame, records
from etl.records import Article, Reject
from etl.sources import expected
from etl.text import Span
from etl.warehouse.check import below, check
from etl.warehouse.duck import FILE, writing
from etl.warehouse.laws import Held, nothing_lost
from etl.warehouse.replay import making, replay
from etl.warehouse.tables import RECORDS
from tests.warehouse_cases import PUBLISHED, RAW, article, build, digest, facts, lay_down, only_rejects, read

NUMERAL = re.compile(r"\d")
FILES = {"samples/a.txt": RAW.encode(), "samples/blank.txt": b" "}
BLANK = only_rejects(Reject("samples/blank.txt", digest(b" "), "clean", "put text into this file: it is blank"))


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """A warehouse of one article and a reject."""
    folder = tmp_path_factory.mktemp("sound")
    build(folder, facts(), BLANK)
    return folder / FILE


@pytest.fixture
def findings(sound, tmp_path):
    """What check finds in a copy of the sound warehouse, some tables of which are given other rows."""
    shutil.copyfile(sound, tmp_path / FILE)
    listed = lay_down(tmp_path / "raw", FILES)

    def found(tables=None, files=None, expected=None):
        with writing(tmp_path / FILE) as con:
            for name, rows in (tables or {}).items():
                con.register("rows_in", rows)
                con.execute(f"delete from {name}")
                con.execute(f"insert into {name} by name select * from rows_in")
        now = pl.concat([listed, lay_down(tmp_path / "raw", files)]) if files else listed
        return check(
            tmp_path, tmp_path / "raw", read=read, numeral=NUMERAL, files=now, expected=expected or {}, said=said
        )

    return found


def broken(found):
    return {(finding.law, example) for finding in found for example in finding.examples}


def rows_of(table, name="a", **changes):
    return list(records(RECORDS[table], facts(name, **changes)[table]))


def changed(table, number=0, **fields):
    """The rows of a table with one of them changed."""
    rows = rows_of(table)
    rows[number] = replace(rows[number], **fields)
    return {table: frame(RECORDS[table], rows)}


def without(table, number=0):
    rows = rows_of(table)
    return {table: frame(RECORDS[table], rows[:number] + rows[number + 1 :])}


def test_a_sound_warehouse_keeps_every_law(findings):
    found = findings(expected={"samples": {"blocks": (2, 2), "articles": (1, 1)}})
    assert broken(found) == set()
    assert all(finding.ok and finding.checked for finding in found)
    assert {finding.law for finding in found} == {0, 1, 2, 3, 4, 7}


BREAKS = [
    ("a figure that is not in the text", changed("quantities", 0, value=31.0), 2, "31 is not what"),
    ("an upper figure that is not in the text", changed("quantities", 0, value_high=77.0), 2, "is not what"),
    ("text that no row holds", without("removed", 0), 1, "at 0 lies in no paragraph"),
    ("text that two rows hold", changed("removed", 1, raw_start=40), 1, "at 40 lies in two places"),
    ("an edit that was not made", without("edits", 1), 2, "p-a: raw text and edits give ',輪訓"),
    ("an edit that does not undo", changed("edits", 1, before="x"), 2, "edit punctuation-rule at 30 does not undo"),
    (
        "text that was invented",
        changed("paragraphs", 1, original=PUBLISHED + "等"),
        2,
        "p-a: raw text and edits give '' at 34",
    ),
    ("tokens that do not give the text", changed("paragraphs", 0, tokens=("头",)), 2, "h-a: tokens"),
    ("spans with a gap", changed("paragraphs", 0, spans=(Span(1, 4, 4, 7),)), 2, "h-a: its spans leave a gap at 0"),
    ("spans behind the raw text", changed("paragraphs", 0, spans=(Span(0, 4, 96, 100),)), 2, "h-a: its spans end"),
    ("removed text that is not there", changed("removed", 0, text="首頁"), 2, "'首頁' does not stand at 0"),
    ("a measure in the wrong place", changed("measures", start=0), 2, "does not stand at 0"),
    ("a quantity from elsewhere", changed("quantities", raw_start=3), 2, "does not come from raw 3-"),
    ("a mention of other words", changed("mentions", text="头雁学堂"), 2, "'头雁学堂' does not stand at"),
    ("evidence that is not met", changed("theme_tags", evidence=(("党支部", 0, 3),)), 2, "evidence '党支部'"),
    ("a wrong length", changed("articles", raw_chars=7), 2, "raw_chars is wrong"),
    ("a numeral that nobody counts", without("numerals", 1), 3, "'3' at 35 has no row"),
    ("a numeral that is no quantity of ours", changed("numerals", 0, quantity_id="q-?"), 3, "disagree"),
    ("a numeral with a reason and a quantity", changed("numerals", 0, outcome="ordinal"), 3, "disagree"),
    ("a numeral that is counted twice", changed("numerals", 1, raw_start=28), 3, "has two rows"),
    ("an orphan", changed("measures", paragraph_id="p-?"), 2, "measures.paragraph_id: p-? is not in paragraphs"),
    ("an unknown theme", changed("theme_tags", theme_id="org.?"), 2, "theme_tags.theme_id: org.? is not in themes"),
    ("an unknown region", changed("articles", region_code="999999"), 2, "articles.region_code: 999999"),
    ("other bytes", changed("articles", raw_sha256="0" * 64), 4, "raw/ no longer holds these bytes"),
]


@pytest.mark.parametrize(("batch", "law", "sentence"), [case[1:] for case in BREAKS], ids=[case[0] for case in BREAKS])
def test_what_breaks_a_law_is_told(findings, batch, law, sentence):
    told = broken(findings(batch))
    assert any(number == law and sentence in example for number, example in told), told


def test_a_raw_file_that_is_gone_or_unknown_is_told(findings):
    two = {"articles": frame(Article, [article("a"), article("b")])}
    told = broken(findings(two, files={"samples/new.txt": b"x"}))
    assert (2, "samples/b.txt: No such file or directory; run `etl run`") in told
    assert (4, "samples/b.txt: raw/ no longer holds these bytes; run `etl run`") in told
    assert (7, "samples/new.txt: not known; run `etl run`") in told


def test_rows_of_two_sets_of_rules_are_told(findings):
    two = {"articles": frame(Article, [article("a"), article("b", rules_version="rules0")])}
    found = findings(two, files={"samples/b.txt": RAW.encode()})
    assert any(law == 4 and "read with other rules" in said for law, said in broken(found))


def test_the_page_of_a_run_lists_where_a_source_gives_other_than_expected(sound, tmp_path):
    from etl.outcome import Outcome
    from flows.report import report

    outcome = Outcome(tmp_path, sound.parent, below=below(sound.parent, {"samples": {"blocks": (3, 400)}}))
    assert outcome.below == ["samples/a.txt: 2 paragraphs, 3 to 400 are expected of samples"]
    assert "not as expected" in report(outcome)
    assert "3 to 400 are expected" in report(outcome)
    assert below(sound.parent, {"samples": {"blocks": (1, 400)}}) == []


def test_what_sources_promise_can_be_counted():
    promised = {key for promises in expected().values() for key in promises}
    assert promised <= {"blocks"} | set(RECORDS)
    assert len(expected()) > 5


def test_a_source_that_gives_less_than_it_promises_is_told(findings):
    found = findings(expected={"samples": {"blocks": (3, 400), "articles": (2, 9)}})
    assert broken(found) == {
        (0, "samples/a.txt: 2 paragraphs, 3 to 400 are expected of samples"),
        (0, "samples: 1 articles, 2 to 9 are expected of samples"),
    }


def test_a_finding_keeps_some_examples_and_counts_all(findings):
    found = findings({"numerals": facts()["numerals"].clear()})
    (numbers,) = [finding for finding in found if finding.law == 3]
    assert numbers.broken == 6
    assert len(numbers.examples) == 5


def test_blank_characters_need_no_place_and_may_have_two():
    page = read("甲\n \u3000\n乙".encode())
    halves = [replace(paragraph(), spans=(Span(0, 3, 0, 3),)), replace(paragraph(), spans=(Span(0, 4, 2, 6),))]
    held = Held(article(), page, 0, halves, [], [], [], [], [], [], [])
    assert list(filter(None, nothing_lost(held))) == []


def paragraph():
    return next(records(RECORDS["paragraphs"], facts()["paragraphs"]))


def test_replaying_gives_the_published_text_with_its_alignment():
    batch = facts()
    edits = making(records(RECORDS["edits"], batch["edits"]))
    body = list(records(RECORDS["paragraphs"], batch["paragraphs"]))[1]
    again = replay(RAW, body.spans, edits)
    assert again.string == PUBLISHED
    assert again.raw_range(0, 2) == (8, 10)
    assert again.raw_range(13, 14) == (22, 23)


def test_a_change_of_script_and_a_mark_of_damage_are_no_making():
    edits = list(records(RECORDS["edits"], facts()["edits"]))
    extra = [replace(edits[0], kind="script"), replace(edits[0], kind="damage", after=edits[0].before)]
    assert making([*extra, *reversed(edits)]) == edits


def test_two_edits_of_one_character_cannot_be_replayed(findings):
    edits = facts()["edits"]
    told = broken(findings({"edits": pl.concat([edits, edits.tail(1)])}))
    assert any("cannot be replayed" in said for _, said in told)
