"""Clauses: where a paragraph is cut, and where it never is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.extract.clauses import clauses, layout


def cut(text: str) -> list[str]:
    return [text[clause.start : clause.stop] for clause in clauses(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("甲,乙，丙。丁;戊；己﹔庚!辛！壬?癸？", list("甲乙丙丁戊己庚辛壬癸")),
        (
            "开展“抗疫有我,党员先行”活动,印发《意见(试行),二稿》",
            ["开展“抗疫有我,党员先行”活动", "印发《意见(试行),二稿》"],
        ),
        ("落实工作法(清、建;帮,领),成效好", ["落实工作法(清、建;帮,领)", "成效好"]),
        ("走访1,200户,用时9:30", ["走访1,200户", "用时9:30"]),
        (
            "负责人介绍:“实施‘强基’工程,开展走访。”会后,合影",
            ["负责人介绍", "实施‘强基’工程", "开展走访", "会后", "合影"],
        ),
        ("“走得近,坐得下”活动启动", ["“走得近,坐得下”活动启动"]),
        ("没有收尾的“引号,也照切", ["没有收尾的“引号", "也照切"]),
        ("", []),
    ],
)
def test_a_paragraph_is_cut_at_its_stops(text, expected):
    assert cut(text) == expected


def test_sentences_are_counted():
    assert [clause.sentence for clause in clauses("甲,乙;丙。丁!戊")] == [0, 0, 0, 1, 2]


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from("甲乙丙丁戊,，。;；:：“”‘’《》()（） \n1…"), max_size=40))
def test_no_clause_is_lost_or_cut_in_a_name(text):
    plan = layout(text)
    kept = {at for clause in plan.clauses for at in range(clause.start, clause.stop)}
    assert {at for at, sign in enumerate(text) if sign in "甲乙丙丁戊"} <= kept
    assert len(kept) == sum(clause.stop - clause.start for clause in plan.clauses)
    for quote in plan.closed:
        assert not any(quote.start < clause.start < quote.stop for clause in plan.clauses)
