"""Reading: a paragraph laid out for the rules on measures: clauses, words, amounts, closed quotes.

It also answers what the rules ask most: does a stretch hold something that can be seen to exist?
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from etl.extract.clauses import Clause, Layout, layout, within
from etl.extract.findings import Amount, Name
from etl.extract.vocabulary import Token, tokens
from etl.lexicon.tables import table

CLOSERS = frozenset("”》」』’〉")
_COUNT = re.compile(
    r"(?:\d[\d.,]*|[一二两三四五六七八九十百千]{1,5})[万亿]?[余多]?(?:%|个|项|名|人次|人|次|场次|场|期|家|户|件|条|支|批|份|篇|起|例|宗|封|头|处|间|"
    r"万?元|吨|座|所|只|部|套|堂|课|节|站|轮|类|张|封|面|幅|块|台|辆|平方米|公里|亩|株|棵|小时)(?![月日号])"
)
_VAGUE = (
    "一个",
    "一批",
    "一项",
    "一次",
    "一场",
    "一名",
    "一支",
    "一条",
    "一家",
    "一件",
    "一类",
    "一部",
    "一课",
    "一人",
)
# 推动…融合发展“三个先行”: a label that numbers what was said, where no noun follows it.
_NUMBERING = re.compile(r"[一二三四五六七八九十两双]个[\u4e00-\u9fff]{2,4}")
_STOPS = frozenset("，,。;；")
_FINAL = frozenset("、和及与或(（“《,，”")
_LATE = re.compile(r"等(?:工作|任务|内容|事项|做法)?$|工作$|上下$")
_GROWN = frozenset("会班营周月日课式度")


@dataclass(frozen=True, slots=True)
class Reading:
    """A paragraph and what was met in it; every offset counts its characters.

    `words` are the words of each clause; `named` the quotes that are names; `shut` all that no rule looks into;
    `organs` are where organs and places end, `offices` where the organ ends that begins at a place; `verbs`, `nouns`
    and `plans` are the clauses that hold a verb, a head noun, a word that speaks of a plan.
    """

    text: str
    plan: Layout
    shut: tuple[tuple[int, int], ...]
    tokens: tuple[Token, ...]
    words: tuple[tuple[Token, ...], ...]
    starts: tuple[int, ...]
    amounts: tuple[tuple[int, int], ...]
    named: tuple[tuple[int, int], ...]
    organs: frozenset[int]
    offices: dict[int, int]
    amount_starts: frozenset[int]
    amount_stops: frozenset[int]
    sentences: dict[int, int]
    verbs: frozenset[int]
    nouns: frozenset[int]
    plans: frozenset[int]

    def among(self, start: int, stop: int) -> tuple[Token, ...]:
        """The words that begin in `[start, stop)`."""
        return self.tokens[bisect_left(self.starts, start) : bisect_left(self.starts, stop)]

    def sentence_start(self, clause: Clause) -> int:
        """Where the sentence of a clause begins."""
        return self.sentences[clause.sentence]

    def counts(self, start: int, stop: int) -> bool:
        """Whether a quantity begins in the stretch."""
        at = bisect_left(self.amounts, (start, start))
        return at < len(self.amounts) and self.amounts[at][0] < stop

    def names(self, start: int, stop: int) -> bool:
        """Whether the stretch holds a quoted name or a title that is neither slogan nor description."""
        at = bisect_left(self.named, (start, start))
        return at < len(self.named) and self.named[at][0] < stop

    def quoted(self, at: int) -> bool:
        """Whether a position lies in a name, a title or brackets."""
        return within(self.shut, at)

    def heads(self, start: int, stop: int) -> set[str]:
        """The kinds of the head nouns that close the stretch, or one of the nouns that it joins."""
        found = {
            token.word.head
            for token in self.among(start, stop)
            if token.word.head is not None
            and token.stop <= stop
            and self.closes(token, stop)
            and not _bare(token, start)
        }
        return found or self._ending_heads(start, stop)

    def _ending_heads(self, start: int, stop: int) -> set[str]:
        """The kinds of nouns outside the table that end like a head noun: …会, …队, …制."""
        if stop - start < 4:
            return set()
        return {
            _endings()[1][match[0]]
            for match in _endings()[0].finditer(self.text, start + 2, stop)
            if not self.quoted(match.start())
        }

    def closes(self, token: Token, stop: int) -> bool:
        """Whether nothing that belongs to the same noun follows the word before `stop`."""
        if token.stop >= stop:
            return True
        end = token.stop + (self.text[token.stop] in _GROWN)
        if end >= stop:
            return True
        rest = self.text[end:stop]
        if rest[0] == "等" and (len(rest) == 1 or end + 1 in self.amount_starts):
            return True
        if rest[0] in _FINAL or _LATE.fullmatch(rest) or rest[:2] in ("以及", "并且", "工作"):
            return rest[:2] != "工作" or len(rest) == 2 or rest[2] in _FINAL
        if end in self.amount_starts or (rest[0] in "共各近约超达" and self.counts(end, end + 3)):
            return True
        after = self.among(end, end + 1)
        if not after or after[0].stop >= stop:
            return False
        if after[0].word.verb is None:  # 展板|巡回展出: an adverb and a verb tell what becomes of it
            then = self.among(after[0].stop, after[0].stop + 1)
            return after[0].word.adverb and bool(then) and then[0].word.verb is not None and then[0].stop == stop
        return after[0].word.verb.place == "any"


def _bare(token: Token, start: int) -> bool:
    """Whether 平台, 机制, 活动 stand alone as the object: nothing then says which."""
    if token.start != start or len(token.word.text) != 2:
        return False
    return token.word.head in ("institution", "place", "body", "project") or token.word.text in ("活动", "会议", "仪式")


def read(text: str, amounts: Sequence[Amount] | None, names: Sequence[Name]) -> Reading:
    """Lay a paragraph out. Where nobody looked for amounts, plain counts (28个, 三场) are found here."""
    plan = layout(text)
    shut = tuple((quote.start, quote.stop) for quote in plan.closed)
    met = tuple(tokens(text))
    if shut:
        met = tuple([token for token in met if not within(shut, token.start)])
    words = _by_clause(met, plan)
    known = amounts or ()
    spans = tuple(sorted((amount.start, amount.stop) for amount in known if amount.role != "duration"))
    if amounts is None:
        spans = tuple(_plain_counts(text, shut))
    slogans = {(name.start, name.stop) for name in names if name.type == "slogan"}
    each = [(at, token.word) for at, those in enumerate(words) for token in those]
    return Reading(
        text=text,
        plan=plan,
        shut=shut,
        tokens=met,
        words=words,
        starts=tuple([token.start for token in met]),
        amounts=spans,
        named=tuple(span for span in shut if _is_name(text, span, slogans)),
        organs=frozenset(name.stop for name in names if name.type in ("organ", "region")),
        offices={name.start: name.stop for name in names if name.type == "organ"},
        amount_starts=frozenset([start for start, _ in spans] + [amount.start for amount in known]),
        amount_stops=frozenset(stop for _, stop in spans),
        sentences={clause.sentence: clause.start for clause in reversed(plan.clauses)},
        verbs=frozenset([at for at, word in each if word.verb is not None]),
        nouns=frozenset([at for at, word in each if word.head is not None]),
        plans=frozenset([at for at, word in each if word.cue == "planned"]),
    )


def _by_clause(met: Sequence[Token], plan: Layout) -> tuple[tuple[Token, ...], ...]:
    """The words of each clause."""
    out, at = [], 0
    for clause in plan.clauses:
        first = at
        while at < len(met) and met[at].start < clause.stop:
            at += 1
        out.append(tuple(met[first:at]))
    return tuple(out)


def _plain_counts(text: str, shut: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    return [
        match.span()
        for match in _COUNT.finditer(text)
        if not match[0].startswith(_VAGUE)
        and text[match.start() - 1 : match.start()] != "第"
        and not within(shut, match.start())
    ]


def _is_name(text: str, span: tuple[int, int], slogans: set[tuple[int, int]]) -> bool:
    """A quote names something unless it is a slogan, a metaphor, an aside or a description (“…”的…)."""
    start, stop = span
    if text[start] in "《〈":
        return True
    if text[start] not in "“「『‘":
        return False
    inner = text[start + 1 : stop - 1]
    hollow = inner in _hollow() or any(low <= start + 1 and stop - 1 <= high for low, high in slogans)
    if not hollow and _NUMBERING.fullmatch(inner):
        hollow = stop == len(text) or text[stop] in _STOPS
    return not hollow and text[stop : stop + 1] != "的"


@cache
def _endings() -> tuple[re.Pattern[str], dict[str, str]]:
    """What matches a noun's ending where the noun ends, and the kind of each ending."""
    rows = sorted(table("head_endings"), key=lambda row: (-len(row["ending"]), row["ending"]))
    each = [(f"(?<![{row['unless_before']}])" if row["unless_before"] else "") + row["ending"] for row in rows]
    pattern = re.compile(rf"(?:{'|'.join(each)})(?=[、和及与（(等\d一二三四五六七八九十百]|$)")
    return pattern, {row["ending"]: row["kind"] for row in rows}


@cache
def _hollow() -> frozenset[str]:
    return frozenset([row["phrase"] for row in table("hollow_quotes")] + [row["surface"] for row in table("metaphors")])
