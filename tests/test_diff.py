"""What two runs read differently: which facts, and what did it; what did not change is not told."""

from dataclasses import replace
from datetime import timedelta

import polars as pl
import pytest

from etl.records import Complaint
from etl.rules import rules_version
from etl.warehouse.diff import Move, diff
from etl.warehouse.finish import finish
from etl.warehouse.load import forget
from etl.warehouse.moves import causes
from etl.warehouse.publish import begin, publish, writer
from tests.warehouse_cases import NOON, RAW, REGIONS, RUN, THEMES, asked, build, facts

OTHER = "公示公告\n" + RAW


def later(days, rules="c1.w1"):
    return replace(RUN, rules_version=rules, started_at=NOON + timedelta(days=days))


def read(name="a", *, rules="c1.w1", raw=RAW, status="done", **more):
    """A batch of one article, read with these rules; its measure has this status."""
    batch = facts(name, rules_version=rules, raw=raw, **more)
    return {**batch, "measures": batch["measures"].with_columns(status=pl.lit(status))}


def says(found):
    return [(each.kind, each.fate, each.cause, each.facts) for each in found.sums]


def test_a_first_run_alone_can_not_be_compared(tmp_path):
    build(tmp_path, read(), run=later(0))
    with pytest.raises(Complaint, match="one run only"):
        diff(tmp_path)


def test_what_a_new_file_brings_is_counted_and_not_listed(tmp_path):
    build(tmp_path, read("a"), run=later(0))
    build(tmp_path, read("b"), run=later(1))
    found = diff(tmp_path)
    assert says(found) == [
        ("quantity", "came", "input", 2), ("measure", "came", "input", 1), ("programme", "came", "input", 1),
        ("theme", "came", "input", 1),
    ]  # fmt: skip
    assert found.moves == []


@pytest.mark.parametrize(
    ("rules", "cause"), [("c2.w1", "rule"), ("c1.w2", "lexicon"), ("c2.w2", "rule, lexicon"), ("c1.w1", "again")]
)
def test_the_same_bytes_read_otherwise_are_a_matter_of_rules(tmp_path, rules, cause):
    build(tmp_path, read(), run=later(0))
    build(tmp_path, read(rules=rules, status="planned"), read("c"), run=later(1, rules))
    moves = diff(tmp_path).moves
    assert [(move.kind, move.fate, move.cause, move.fact) for move in moves] == [
        ("measure", "altered", cause, "举办 → “头雁课堂”培训班12期")
    ]
    assert moves[0].before.startswith("done ")
    assert moves[0].after.startswith("planned ")


def test_other_bytes_are_the_cause_whatever_the_rules_became(tmp_path):
    build(tmp_path, read(), run=later(0))
    build(tmp_path, read(raw=OTHER, rules="c2.w2", status="planned"), run=later(1, "c2.w2"))
    assert says(diff(tmp_path)) == [("measure", "altered", "input", 1)]


def test_a_fact_that_only_moved_in_its_text_is_the_same(tmp_path):
    build(tmp_path, read(), run=later(0))
    moved = read(raw=OTHER)
    moved["quantities"] = moved["quantities"].with_columns(pl.col("raw_start") + 5, pl.col("raw_stop") + 5)
    build(tmp_path, moved, run=later(1))
    assert diff(tmp_path).sums == []


def test_a_file_that_is_gone_takes_its_facts_by_name(tmp_path):
    build(tmp_path, read("a"), read("b"), run=later(0))
    with writer(tmp_path):
        working = begin(tmp_path)
        forget(working, ["samples/b.txt"])
        finish(working, later(1), THEMES, REGIONS)
        publish(working, tmp_path)
    found = diff(tmp_path)
    assert {move.fate for move in found.moves} == {"gone"}
    assert {move.raw_path for move in found.moves} == {"samples/b.txt"}
    assert len(found.moves) == 5


def test_what_changed_and_changed_back_is_no_difference(tmp_path):
    build(tmp_path, read(), run=later(0))
    build(tmp_path, read(rules="c1.w2", status="planned"), read("c"), run=later(1, "c1.w2"))
    build(tmp_path, read(rules="c1.w3"), read("c"), run=later(2, "c1.w3"))
    first, second, third = (str(run) for (run,) in asked(tmp_path, "select run_id from runs order by started_at"))
    assert diff(tmp_path, first, third).moves == []
    assert [move.after.split(" ")[0] for move in diff(tmp_path, second, third).moves] == ["done"]
    assert diff(tmp_path, third[:9], first).moves == []


def test_an_unknown_run_is_told_with_those_that_are_known(tmp_path):
    build(tmp_path, read(), run=later(0))
    build(tmp_path, read("b"), run=later(1))
    with pytest.raises(Complaint, match="name one of the runs r"):
        diff(tmp_path, "nowhere")


def test_a_version_tells_code_from_words():
    version = rules_version()
    assert causes(version, version) == []
    assert causes(version, version[:-1] + ("0" if version[-1] != "0" else "1")) == ["lexicon"]
    assert causes("5e884898", version) == ["rule", "lexicon"]


def test_a_move_has_no_reading_where_it_was_or_is_not():
    assert Move("theme", "came", "lexicon", "a", "x", None, "y").before is None
