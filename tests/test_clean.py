"""Pages of our own invention, taken apart: roles, joins, metadata, normal forms, damage."""

import tomllib
from pathlib import Path

import pytest

from etl.clean.article import clean_text
from etl.clean.damage import damage
from etl.clean.masks import masks
from etl.clean.normal import changes
from etl.clean.page import read
from etl.records import SetAside

CASES = Path(__file__).parent / "cases"


def cases(name):
    rows = tomllib.loads((CASES / name).read_text(encoding="utf-8"))["case"]
    return [
        pytest.param(
            row,
            id=row["label"],
            marks=pytest.mark.xfail(reason=row["known_failure"], strict=True) if "known_failure" in row else (),
        )
        for row in rows
    ]


def placed_lines(parts):
    kept = [(block.spans[0].raw_start, block.kind, block.kind) for block in parts.blocks]
    gone = [(row.raw_start, row.kind, f"{row.kind}/{row.rule}") for row in parts.removed]
    return {start: (kind, rule) for start, kind, rule in kept + gone}


@pytest.mark.parametrize("case", cases("clean_lines.toml"))
def test_every_line_has_its_place(case):
    raw = "\n\n".join(line for _, line in case["lines"])
    parts = clean_text(raw)
    found = placed_lines(parts)
    at, seen = 0, []
    for _, line in case["lines"]:
        start = raw.index(line, at)
        at = start + len(line)
        seen.append(found[start + len(line) - len(line.lstrip())])
    assert [rule if "/" in want else kind for (kind, rule), (want, _) in zip(seen, case["lines"], strict=True)] == [
        want for want, _ in case["lines"]
    ]


@pytest.mark.parametrize("case", cases("clean_lines.toml"))
def test_what_the_page_says_of_itself(case):
    parts = clean_text("\n".join(line for _, line in case["lines"]))
    told, want = parts.fields, case["fields"]
    assert {name: getattr(told, name) for name in ("title", "byline", "publisher", "issue", "origin_url")} == {
        name: want.get(name) for name in ("title", "byline", "publisher", "issue", "origin_url")
    }
    assert (told.published.day.isoformat() if told.published else None) == want.get("published")
    assert parts.script == case.get("script", parts.script)


@pytest.mark.parametrize("case", cases("clean_joins.toml"))
def test_only_what_the_layout_broke_is_joined(case):
    assert [block.original for block in clean_text(case["raw"]).blocks] == case["blocks"]


@pytest.mark.parametrize("case", [row for row in cases("clean_marks.toml") if "normal" in row.values[0]])
def test_normal_forms(case):
    text, out, at = case["text"], [], 0
    for change in changes(text):
        out += [text[at : change.start], change.new]
        at = change.stop
    normal = "".join(out) + text[at:]
    assert normal == case["normal"]
    assert changes(normal) == [], "a normal form is its own normal form"


@pytest.mark.parametrize("case", [row for row in cases("clean_marks.toml") if "damage" in row.values[0]])
def test_damage_is_marked(case):
    assert [case["text"][hurt.start : hurt.stop] for hurt in damage(case["text"])] == case["damage"]


@pytest.mark.parametrize("case", [row for row in cases("clean_marks.toml") if "masks" in row.values[0]])
def test_what_was_hidden_is_marked_and_never_filled_in(case):
    assert [case["text"][mask.start : mask.stop] for mask in masks(case["text"])] == case["masks"]
    parts = clean_text(f"全县机关党员走进社区,听取群众意见。{case['text']}。")
    told = [(edit.before, edit.after) for edit in parts.edits if edit.kind == "mask"]
    assert told == [(mask, mask) for mask in case["masks"]]


def test_what_can_be_proved_is_repaired_and_the_rest_is_marked_and_left():
    raw = "推動品牌共樹、問題共解??茖W考核評價,堅持分類管理,持續發力?;岢,促進工作落實。"
    parts = clean_text(raw)
    (block,) = parts.blocks
    assert block.original.startswith("推動品牌共樹、問題共解。科學考核評價，")
    (mark,) = block.damage
    assert block.original[mark.start : mark.stop] == "?;岢"
    told = [(edit.kind, edit.before, edit.after) for edit in parts.edits if edit.kind in {"repair", "damage"}]
    assert told == [("repair", "??茖W", "。科學"), ("damage", "?;岢", "?;岢")]


def test_a_page_of_furniture_is_set_aside():
    with pytest.raises(SetAside, match="furniture"):
        clean_text("首页\n站内搜索:\n京ICP备00000001号\n")


def test_a_paragraph_that_is_printed_twice_is_kept_once():
    twice = "全县机关党员走进社区,听取群众意见,办理民生实事三百余件,受到居民一致好评,大家纷纷点赞叫好。"
    parts = clean_text(f"{twice}\n\n各支部书记带头讲党课,覆盖党员两千余人次。\n\n{twice}\n\n会议要求抓好落实。")
    assert [(row.kind, row.rule, row.text) for row in parts.removed] == [("duplicate", "repeated-paragraph", twice)]
    assert len(parts.blocks) == 3


def test_a_glued_spam_tail_is_cut_off():
    parts = clean_text(
        "全县机关党员下沉一线,办实事300余件,群众纷纷点赞。高清无码在线观看-夜夜爽免费视频-国产精品久久久一区"
    )
    assert [block.original for block in parts.blocks] == ["全县机关党员下沉一线，办实事300余件，群众纷纷点赞。"]
    assert [row.kind for row in parts.removed] == ["spam"]


HEAD = """<html><head><title>{title}</title><meta name="author" content="{author}"></head><body>
<h2>青石县党建进楼宇</h2><div>{under}</div><p>青石县直机关工委组织32个支部与楼宇结对，逐户走访企业，听取意见建议。</p>
<p>问题清单由支部认领，一周内答复，办结的在楼宇公示栏亮出结果，群众满意度逐月上升。</p><p>{after}</p></body></html>"""


@pytest.mark.parametrize(
    ("under", "after", "author", "told"),
    [
        ("http://a.cn 2023年05月06日 11:21 《青石周刊》", "", "", ("2023-05-06", None, "青石周刊")),
        ("2023-05-06 阅读1054次", "来源：尹立群", "", ("2023-05-06", "尹立群", None)),
        ("", "三轮谈判2004年9月，", "某汉网络", (None, None, None)),
        ("", "相关通知 (2016/07/30)", "", (None, None, None)),
        ("", "青石县直机关工委 2023年5月6日", "", ("2023-05-06", None, None)),
    ],
)
def test_a_page_tells_its_day_and_its_author_or_nothing(under, after, author, told):
    page = read(HEAD.format(title="青石县党建进楼宇_青石网", under=under, after=after, author=author).encode())
    fields = clean_text(page.text, page.lines, None, page.meta).fields
    published = fields.published.day.isoformat() if fields.published else None
    assert (published, fields.byline, fields.publisher) == told
    assert fields.title == "青石县党建进楼宇"


FURNITURE = tomllib.loads((CASES / "clean_furniture.toml").read_text(encoding="utf-8"))
PROSE = "今年以来,青石县直机关工委坚持问题导向,组织120名党员下沉社区,办实事300余件。群众满意度逐年上升,工作取得成效。"
MORE = "各支部围绕中心工作开展调研,形成报告十二篇,推动解决问题四十余个,群众纷纷点赞。"


@pytest.mark.parametrize(
    ("part", "line"), [(part, line) for part, lines in FURNITURE.items() for line in lines], ids=lambda told: told[:24]
)
def test_furniture_goes_by_a_rule_at_either_end_and_text_stays(part, line):
    above = [line] if part == "top" else ["来源:青石网 2024-03-05"]
    middle, below = [line] if part == "text" else [], [line] if part == "tail" else []
    parts = clean_text("\n\n".join(["青石县机关党建工作见成效", *above, PROSE, *middle, MORE, *below]))
    kept = [block.kind for block in parts.blocks]
    assert kept == ["body"] * (3 if part == "text" else 2)
    assert all(row.rule for row in parts.removed)
