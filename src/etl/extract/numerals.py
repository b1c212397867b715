"""Find every numeral of a text, Arabic, Chinese or mixed, and read its value.

The law of this room: each character of `NUMERAL_CHARACTERS` lies in exactly one numeral, whatever the
text is. Whether a numeral is a quantity, a date or the 伍 of 队伍 is decided elsewhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from etl.extract.readings import NOTHING, Reading, read

DIGITS = "零〇一二两兩三四五六七八九"
FINANCIAL = "壹贰貳叁叄肆伍陆陸柒捌玖"
TENS = "十百千拾佰仟廿卅卌"
BIGS = "万亿萬億"
CIRCLED = "⓪①-⑳⑴-⒛❶-❿㈠-㈩㊀-㊉㉑-㉟㊱-㊿"

CHINESE_CHARACTERS = f"{DIGITS}{FINANCIAL}{TENS}{BIGS}"
NUMERAL_CHARACTERS = rf"[\d{CHINESE_CHARACTERS}{CIRCLED}]"
"""A regex class: every character that must lie in a numeral (几, 数, 多, 半, 双, 参 must not)."""


@dataclass(frozen=True, slots=True)
class Numeral:
    """`text[start:stop]` is a numeral; `reading` is its value, `NOTHING` where it has none (一一, 伍 in 队伍)."""

    start: int
    stop: int
    reading: Reading

    @property
    def span(self) -> tuple[int, int]:
        """Start and stop."""
        return self.start, self.stop

    @property
    def value(self) -> float | None:
        """The literal number (the lower one of 七八, the lowest reading of 几十), or None."""
        return None if self.reading.value is None else float(self.reading.value)


# Characters of words that only look like numerals (队伍, 登陆, 大肆, 收拾, 统一) or belong to a unit (千瓦).
# The lookahead names the characters that any of them can be, so that for all others nothing more is asked.
_WORDS = (
    r"(?=[伍陆陸肆拾一千百])(?:(?<=[队入退落军行隊])伍|[伍](?=仁)|(?<=[大登着著内內水海])[陆陸]|[陆陸](?=[续續地军軍上])"
    r"|(?<=[放大])肆|肆(?=[意无無虐])|(?<=[收捡撿])拾|拾(?=[得到起金遗遺取])|(?<=[统唯逐統])一"
    rf"|(?<=[\d{DIGITS}十百{BIGS}余餘多几幾数數 ])(?:千(?=[瓦米克卡帕伏焦])|百(?=分点)))"
)
_SPACE = r"[ \u3000\u00a0]"
_MAGNITUDE = rf"(?:(?!{_WORDS})[十百千拾佰仟{BIGS}])"
_PLAIN = (
    r"(?:\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|[０-９]{1,3}(?:，[０-９]{3})+(?![０-９])|\d++(?:[.．]\d++(?![.．]?\d))?)"
)
_DOTTED = r"\d+(?:[.．]\d+){2,}"
_MORE = "余餘多来來几幾"
_SCALED = (
    rf"{_PLAIN}{_SPACE}{{0,2}}[{_MORE}]?{_SPACE}{{0,2}}{_MAGNITUDE}+兆?"
    rf"(?:零?{_SPACE}?\d{{1,4}}{_SPACE}?{_MAGNITUDE}+|零\d{{1,4}}(?!\d)|\d{{4}}(?!\d))*"
)
_ARABIC = rf"(?:{_DOTTED}|{_SCALED}|{_PLAIN})"
# 数 and 几 count only next to a magnitude; 数 not as the end of a noun (人数, 总数, 次数).
_SOME = (
    rf"(?:好?[几幾]|(?<![次人总總指多少参參系分票倍户戶件篇个個字基天算过過函常倒计計名岁级里点點奇偶整位])[数數])"
    rf"(?=[十百千拾佰仟{BIGS}])"
)
_GLYPH = rf"(?!{_WORDS})[{DIGITS}{FINANCIAL}{TENS}{BIGS}]"
_TENTH = rf"(?:(?<=[十百千{BIGS}零拾])|(?<=十 ))[几幾](?![乎何])"
_INFIX = rf"(?<=[{TENS}{BIGS}]){_SPACE}?[余餘多来來]{_SPACE}?(?=[{BIGS}])"
_GAP = (
    rf"(?<=[{TENS}{BIGS}]){_SPACE}{{1,2}}(?=[{DIGITS}{TENS}{BIGS}]|[几幾][{BIGS}])"
    rf"|(?<=[{DIGITS}]){_SPACE}{{1,2}}(?=[{TENS}{BIGS}])"
)
_ZERO = rf"(?<=[{DIGITS}])[○Ｏ]|[○Ｏ](?=[{DIGITS}])"
_TRILLION = rf"(?<=[{DIGITS}十百千])兆(?![瓦帕赫字比欧焦])"
_RUN = rf"(?:{_SOME}|{_GLYPH}|{_TENTH}|{_INFIX}|{_GAP}|{_ZERO}|{_TRILLION})+"
_POINT = (
    rf"(?:{_RUN})?(?<=[{DIGITS}十百千{BIGS}]){_SPACE}?[点點]{_SPACE}?"
    rf"[零〇一二三四五六七八九]+(?![十百千刻分线線])[{BIGS}]*"
)
_PART = rf"{_SPACE}{{0,2}}分{_SPACE}{{0,2}}之{_SPACE}{{0,2}}"
_SLASH = r"(?<![\d/.])\d{1,4}[/／]\d{1,4}(?![\d/／.])"
_EVERAL = r"好[几幾](?=[个個次场場名年天位家项項条條种種人倍批])"
# 减负, 背负, 胜负 and their like are words, not signs.
_MINUS = (
    r"(?=[负負－−-])(?:(?<![担肩抱自辜欺胜减增背重擔勝減])[负負]|(?<![\w%％)）\]-])[-－−](?=\d)"
    r"|(?<=增长|增速|同比|环比|余额|差额)[-－−](?=\d))"
)
_BEGIN = rf"(?=[\d{CHINESE_CHARACTERS}{CIRCLED}好几幾数數负負－−-])"  # spares the engine the rest where none can begin
_SPACES = re.compile(rf"{_SPACE}+")
_COMMA = re.compile(r"(\d{3}),(\d{3})(?!\d)")


def numerals(text: str) -> list[Numeral]:
    """Every numeral of the text, in order, disjoint; offsets count characters of `text`.

    >>> [(text[n.start : n.stop], n.value) for text in ["压减会议三分之一,惠及1200余万名"] for n in numerals(text)]
    [('三分之一', 0.3333333333333333), ('1200余万', 12000000.0)]
    """
    found: list[Numeral] = []
    for match in _numeral("之" in text, "点" in text or "點" in text).finditer(text):
        start, stop = match.span()
        reading = NOTHING if match.lastgroup == "word" else read(match.group())
        if reading.value is None or "," in match.group():
            found += _apart(text, start, stop, reading)
        else:
            found.append(Numeral(start, stop, reading))
    return found


@cache
def _numeral(fractions: bool, points: bool) -> re.Pattern[str]:  # noqa: FBT001  (what a text may hold)
    """What matches a numeral, without what the text lacks a character for: 之 of fractions, 点 of decimals."""
    chinese = rf"(?:{_POINT}|{_RUN})" if points else _RUN
    base = rf"(?:{_ARABIC}|{chinese})"
    fraction = rf"{base}(?:{_SPACE}?又{_SPACE}?{base})?{_PART}(?:[负負-])?{base}|" if fractions else ""
    return re.compile(
        rf"{_BEGIN}(?:(?P<word>{_WORDS})|(?:{_MINUS})?(?:{fraction}{_SLASH}|{_ARABIC}|{chinese})|{_EVERAL}|[{CIRCLED}])"
    )


def _apart(text: str, start: int, stop: int, whole: Reading) -> list[Numeral]:
    """A match that is no single number: its parts, where spaces or a sentence comma part them."""
    surface = text[start:stop]
    comma = _COMMA.fullmatch(surface)
    if comma and _sentence_comma(text, *comma.groups()):
        cuts = [comma.span(1), comma.span(2)]
    elif whole.value is None and _SPACES.search(surface):
        cuts = [piece.span() for piece in re.finditer(rf"(?:(?!{_SPACE}).)+", surface)]
    else:
        return [Numeral(start, stop, whole)]
    return [Numeral(start + low, start + high, read(surface[low:high])) for low, high in cuts]


def _sentence_comma(text: str, left: str, right: str) -> bool:
    """Whether an ASCII comma between groups of three digits ends a clause: 培训党员300,200名骨干参加.

    Two round numbers are two numbers; so are any two in a text that writes its thousands without
    separators and its clauses with ASCII commas. 300,052 and 10,500 are one.
    """
    if right.startswith("0") or left.startswith("0"):
        return False
    if left.endswith("0") and right.endswith("00"):
        return True
    plain = re.search(r"(?<![\d.,])(?!19|20)\d{4,}(?![\d年])", text)
    return bool(plain and re.search(r"[^\d\s],[^\d\s]", text))
