"""Comparing two runs of an evaluation: what was kept comes back, and only what differs is told."""

import pytest

from etl.evaluate import Scores, compare
from etl.records import Complaint


def scores(*, missed):
    found = Scores()
    found.hit("measure anchor", "a")
    found.hit("theme leaf", "a")
    for text in missed:
        found.missed("measure anchor", "b", text)
    return found


def test_kept_scores_come_back(tmp_path):
    kept = scores(missed=["推出 | “夜校”"])
    compare.save(kept, tmp_path / "kept.json")
    again = compare.load(tmp_path / "kept.json")
    assert again == kept
    assert compare.changes(again, kept) == []


def test_only_what_differs_is_told():
    found = compare.changes(
        scores(missed=["推出 | “夜校”", "印发 | 要点"]), scores(missed=["印发 | 要点", "慰问 | 党员"])
    )
    assert [change.score for change in found] == ["measure anchor"]
    assert [miss.wanted for miss in found[0].mended] == ["推出 | “夜校”"]
    assert [miss.wanted for miss in found[0].made] == ["慰问 | 党员"]


def test_a_score_that_one_run_lacks_has_no_figure():
    later = scores(missed=[])
    later.hit("measure rule ba", "a")
    assert [(change.score, change.before, change.after) for change in compare.changes(scores(missed=[]), later)] == [
        ("measure rule ba", None, 1.0)
    ]


def test_a_file_that_is_none_is_refused(tmp_path):
    path = tmp_path / "other.json"
    path.write_text("[]", encoding="utf-8")
    with pytest.raises(Complaint, match="etl eval --save"):
        compare.load(path)
