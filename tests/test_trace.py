"""Any row leads back: the sentence in both scripts, the edits between, the raw characters and their bytes."""

import io
import json
from dataclasses import replace
from datetime import date

import pytest
from rich.console import Console

from etl.frames import frame, records
from etl.records import Complaint, Numeral
from etl.warehouse.show import rendered
from etl.warehouse.trace import Step, Stretch, trace
from tests.warehouse_cases import PUBLISHED, RAW, SIMPLE, build, facts, lay_down, read


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    folder = tmp_path_factory.mktemp("trace")
    lay_down(folder / "raw", {"samples/a.txt": RAW.encode()})
    batch = facts()
    numerals = [*records(Numeral, batch["numerals"]), Numeral("n-out", "a-a", None, "首", 0, 1, "furniture", None)]
    build(folder / "w", {**batch, "numerals": frame(Numeral, numerals)})
    return folder


def traced(house, wanted):
    return trace(house / "w", house / "raw", read, wanted)


def marked(stretch):
    return stretch.text[stretch.start : stretch.stop]


ROWS = [
    ("q-a-人次", "quantities", "3000余人次", "3000余人次", "3000余人次"),
    ("m-a", "measures", "举办“头雁课堂”培训班12期", "舉辦“頭雁課堂”培訓班12期", "舉辦“頭雁課\n堂”培訓班12期"),
    ("n-a-12", "numerals", "12", "12", "12"),
    ("x-a", "mentions", "头雁课堂", "頭雁課堂", "頭雁課\n堂"),
    ("p-a", "paragraphs", SIMPLE, PUBLISHED, RAW[8:43]),
    ("h-a", "paragraphs", "头雁行动", "頭雁行動", "頭雁行動"),
]


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_a_row_leads_to_its_sentence_and_its_bytes(house, row):
    wanted, table, simplified, published, raw = row
    found = traced(house, wanted)
    assert (found.table, found.ok) == (table, True)
    assert (marked(found.simplified), marked(found.published), marked(found.raw)) == (simplified, published, raw)
    assert RAW[found.raw_start : found.raw_stop] == raw
    assert RAW.encode()[found.byte_start : found.byte_stop].decode() == raw


def test_the_edits_inside_are_shown_and_no_others(house):
    join = Step("join", "join-rule", "\n", "", 1.0, 21, 22)
    assert traced(house, "m-a").steps == (join,)
    assert [step.kind for step in traced(house, "p-a").steps] == ["join", "punctuation"]
    assert traced(house, "q-a-人次").steps == ()


def test_the_sentence_is_the_one_that_holds_the_row(house):
    assert traced(house, "m-a").simplified == Stretch(SIMPLE, 7, 21)
    assert traced(house, "m-a").headings == ("头雁行动",)


def test_an_article_and_a_numeral_in_removed_text_have_no_sentence(house):
    whole = traced(house, "a-a")
    assert (whole.simplified, whole.published, whole.steps) == (None, None, ())
    assert (whole.byte_start, whole.byte_stop) == (0, len(RAW.encode()))
    outside = traced(house, "n-out")
    assert outside.simplified is None
    assert marked(outside.raw) == "首"


def test_an_unknown_id_is_said(house):
    with pytest.raises(Complaint, match="'m-nowhere'"):
        traced(house, "m-nowhere")


def test_a_raw_file_that_changed_or_is_gone_is_said(house, tmp_path):
    gone = trace(house / "w", tmp_path, read, "m-a")
    assert not gone.ok
    assert "cannot be read" in gone.fault
    assert marked(gone.simplified) == "举办“头雁课堂”培训班12期"
    lay_down(tmp_path, {"samples/a.txt": b"other"})
    assert "no longer holds the bytes" in trace(house / "w", tmp_path, read, "m-a").fault


def test_text_that_raw_and_edits_do_not_give_is_said(tmp_path):
    batch = facts()
    lay_down(tmp_path / "raw", {"samples/a.txt": RAW.encode()})
    build(tmp_path / "w", {**batch, "edits": batch["edits"].clear()})
    assert "etl check" in trace(tmp_path / "w", tmp_path / "raw", read, "m-a").fault


def test_a_trace_can_be_said_as_json(house):
    said = json.loads(json.dumps(traced(house, "a-a").as_dict(), default=str))
    assert said["row"]["published_on"] == "2024-05-06"
    assert said["raw_path"] == "samples/a.txt"


def test_a_terminal_shows_the_stretch_marked_in_each_version(house):
    console = Console(width=100, record=True, file=io.StringIO())
    console.print(rendered(traced(house, "x-a")))
    text = console.export_text()
    assert "举办“⟦头雁课堂⟧”培训班" in text
    assert "舉辦“⟦頭雁課堂⟧”培訓班" in text
    assert "⟦頭雁課⏎堂⟧" in text
    assert "join-rule" in text
    assert "18-23 of the raw text" in text
    assert "raw file unchanged" in text


def test_a_narrow_terminal_cuts_nothing_off(house):
    console = Console(width=40, record=True, file=io.StringIO())
    console.print(rendered(traced(house, "p-a")))
    text = "".join(console.export_text().split())
    assert "…" not in text
    assert SIMPLE[-8:-1] in text


def test_a_fault_is_shown_too(house, tmp_path):
    found = replace(trace(house / "w", tmp_path, read, "a-a"), title=None)
    console = Console(width=100, record=True, file=io.StringIO())
    console.print(rendered(found))
    assert "put it back" in console.export_text()
    assert found.row["published_on"] == date(2024, 5, 6)


def test_a_whole_page_is_shown_as_the_machine_saw_it(house):
    from etl.warehouse.seen import page_table, seen

    found = seen(house / "w", house / "raw", read, "a-a")
    assert found.fault is None
    shown = [(piece.raw_start, piece.raw_stop) for row in found.rows for piece in row.pieces]
    lost = set(range(len(RAW))) - {at for start, stop in shown for at in range(start, stop)}
    assert all(RAW[at].isspace() for at in lost)
    assert {"removed", "kept"} == {row.fate for row in found.rows}
    edits = [(piece.text, piece.after) for row in found.rows for piece in row.pieces if piece.edit]
    assert ("\n", "") in edits
    screen = io.StringIO()
    Console(file=screen, width=200).print(page_table(found))
    assert "⟦⏎→⟧" in screen.getvalue()


def test_a_page_that_is_not_there_is_said_so(house):
    from etl.warehouse.seen import seen

    with pytest.raises(Complaint, match="none is 'nowhere'"):
        seen(house / "w", house / "raw", read, "nowhere")
