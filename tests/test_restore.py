"""Damage that can be proved is undone, glosses of mirrors go, and nothing that an author wrote is touched."""

import json
import random
import re
from pathlib import Path

import pytest

from etl.clean.article import clean_text
from etl.clean.mends import Mend, Torn, mended
from etl.clean.restore import restored
from etl.lexicon.readings import rows
from etl.lexicon.shadow import rows as scripts

SHARED = Path(__file__).resolve().parents[2] / "shared"
JOURNAL = Path(__file__).parent / "answers" / "journal.whole.txt"
REPORT = (
    "青石县直机关工委坚持把机关党建与中心工作同谋划、同部署、同考核。各支部每月举办一期机关讲堂，覆盖党员6000余人次；"
    "开展“结对共建”活动120余场，为群众办理实事三百余件。下一步，将完善述职评议制度，持续压实各级责任，推动任务落实。"
)
MARKS = re.compile(b"|".join(mark.encode("gb18030") for mark in "？；：！，"))


def slipped(text, marks=MARKS):
    """The text as a cut through its GBK bytes leaves it."""
    data, parts, at = text.encode("gb18030"), [], 0
    for found in marks.finditer(data):
        parts += [lone(data[at : found.start()]), found[0].decode("gb18030")]
        at = found.end()
    return "".join([*parts, lone(data[at:])])


def lone(data):
    return data.decode("gb18030", "replace").replace("\ufffd", "?")


def whole(text):
    return mended(text, restored(text)).text.string


def traditional(text):
    back = {hans: hant for hant, hans, only in scripts() if only}
    return "".join(back.get(char, char) for char in text)


SLIPS = [
    "工作走深走实。基层党组织抓好落实，群众满意。",
    "坚持日常考核、专项督查相结合，年终集中述职。",
    "扩大有效投资规模。各部门要主动作为。",
    "健全基本医疗保险制度。危害群众利益的行为要严肃查处。",
]


@pytest.mark.parametrize("sentence", [*SLIPS, *map(traditional, SLIPS)])
def test_a_slip_in_gbk_is_undone(sentence):
    seen = slipped(sentence)
    assert seen != sentence
    assert whole(seen) == sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "真的吗??我们都去。",
        "什么?!这也行。",
        "怎么办?:请看下文。",
        "<p?;ong>正文",
        "见?,附件。",
        "好不好??好。",
        "a??b?;c",
    ],
)
def test_question_marks_that_somebody_set_are_no_damage(sentence):
    assert restored(sentence) == []


def test_what_was_written_stays_whatever_it_is():
    assert restored(REPORT) == restored(traditional(REPORT)) == restored(JOURNAL.read_text("utf-8")) == []


WAYS = [
    ("utf-8", "latin-1"),
    ("gb18030", "latin-1"),
    ("big5hkscs", "latin-1"),
    ("big5hkscs", "gb18030"),
    ("utf-8", "cp1252"),
]


@pytest.mark.parametrize(("was", "read"), WAYS)
def test_a_wrong_codec_is_reversed_where_nothing_was_lost(was, read):
    text = "".join(char for char in traditional(REPORT) if char.encode("big5hkscs", "ignore"))
    seen = text.encode(was).decode(read, "ignore" if read == "cp1252" else "strict")
    if read != "cp1252":
        assert whole(seen) == text
    else:  # five bytes have no character there: what they belonged to is lost, the rest is not
        assert sum(char in whole(seen) for char in text) > 0.8 * len(text)


def test_what_lost_bytes_is_given_back_as_far_as_it_goes_and_marked():
    seen = REPORT.encode("utf-8").decode("gb18030", "replace")
    parts = clean_text(seen)
    assert "机关党建" in parts.blocks[0].original
    assert any(edit.kind == "damage" for edit in parts.edits)
    assert all(edit.before == seen[edit.raw_start : edit.raw_stop] for edit in parts.edits)


def annotated(text, dice, every):
    readings = {char: syllable for syllable, chars in rows().items() for char in chars}
    spots = {at for at, char in enumerate(text) if char in readings and dice.randrange(every) == 0}
    return "".join(f"{char}({readings[char]})" if at in spots else char for at, char in enumerate(text))


@pytest.mark.parametrize("seed", range(12))
def test_the_pinyin_of_a_mirror_goes(seed):
    dice = random.Random(seed)  # noqa: S311  (dice, no secret)
    assert whole(annotated(REPORT, dice, 8)) == REPORT


@pytest.mark.parametrize(
    "gloss", ["亳(bó)州", "尉(yù)迟恭", "产值(GDP)增长", "同比(yoy)增长", "一(a)二(b)三(c)四(d)", "应用(app)"]
)
def test_a_genuine_gloss_stays(gloss):
    assert restored(REPORT + gloss) == []


def test_a_mend_across_a_border_is_left_out():
    text = "全县机关党员下沉一线。\n各支部抓落实。"
    better = mended(text, [Mend(9, 13, "线上", "repair", "test", 1.0)])
    with pytest.raises(Torn):
        better.place(11, 14)


PAIRS = SHARED / "suites" / "gbk_slip" / "pairs.jsonl"
PLAIN = str.maketrans("，；：？！（）", ",;:?!()")


@pytest.mark.skipif(not PAIRS.is_file(), reason="the pairs of damaged sentences are not beside this checkout")
def test_the_pairs_of_damaged_sentences():
    pairs = [json.loads(line) for line in PAIRS.read_text("utf-8").splitlines()]
    sound = [pair for pair in pairs if not pair["damaged"]]
    hurt = [pair for pair in pairs if pair["damaged"]]
    assert all(restored(pair["corrupted"]) == [] for pair in sound)
    exact = sum(whole(pair["corrupted"]).translate(PLAIN) == pair["gold_hant"].translate(PLAIN) for pair in hurt)
    assert exact >= 0.88 * len(hurt)


SEED = SHARED / "seeds" / "002_5d6fb8c6b03e9a71.txt"


@pytest.mark.skipif(not SEED.is_file(), reason="the real articles are not beside this checkout")
def test_the_three_places_of_the_real_journal():
    edits = clean_text(SEED.read_text("utf-8")).edits
    assert [edit.after for edit in edits if edit.kind == "repair"] == ["。科學", "。基層導向深研難", "常考核"]


@pytest.mark.parametrize("codec", ["latin-1", "gb18030"])
def test_a_code_that_gives_two_characters_stops_nothing(codec):
    """Ê̌ is one code of Big5-HKSCS and two characters, which have no bytes alone: a whole batch fell with it."""
    data = "機關黨建".encode("big5hkscs") + b"\x88\x64" + "全體黨員".encode("big5hkscs") * 3
    assert restored(data.decode(codec, "ignore")) == []
