"""Chains: find the anchor of verbs that share one object: 制定修改印发 is anchored at its last."""

from __future__ import annotations

import re
from collections.abc import Sequence

from etl.extract.vocabulary import Token, Verb

# 投入|帮扶资金, 取消|检查考核项目: what stands before such a noun is part of it.
_ATTRIBUTE = re.compile(
    r"资金|经费|项目|专项|率|材料|展架|展板|资料|用品|器材|建议|意见|通知|短信|台账|报告|清单|问卷|费用?|成本|方案|措施|办法|制度|机制|体系|"
    r"平台|榜单|课题|线索|案例|标准|规则|数据|流程|中心|人员|对象|能力|水平|设备|设施|力度|质量|时限|环节|"
    r"主体|机构|系统(?![化性])|网络|工具|软件|手册|档案|表|单(?!位)|站|点(?!评)|室|馆|网|图|车|所|队"
)
# 建立|贯彻落实…的全过程机制, 组织|提高能力专题培训: the second verb only tells what kind of thing is set up.
_KIND = re.compile(
    r"[^，,。;；、]{2,40}(?:培训|培训班|活动|座谈会|讲座|竞赛|机制|制度|体系|办法|清单|台账|方案|措施|平台)(?=[，,。;；、]|$)"
)
# 健全|培养选拔年轻干部…工作机制: what a mechanism does is no act.
_FOUNDING = ("建立", "健全", "完善", "构建", "形成")
_DONE = ("cause", "commend", "dispatch", "inspect", "produce", "support", "train")
_MECHANISM = re.compile(r"[^，,。;；、]{2,40}(?:机制|制度|体系)(?=[，,。;；、]|$)")
_LISTING = re.compile(r"[^，,。;；、的]{2,8}、[^，,。;；]{2,40}等[^，,、]{0,4}(?:机制|制度|体系)")
_AND = ("并", "和", "、", "及", "与", "或")


def chain(text: str, words: Sequence[Token], index: int) -> tuple[Token, int]:
    """The anchor of a chain of verbs (制定修改印发: the last) and the index of the word after the chain."""
    anchor = words[index]
    links = [(anchor, index)]
    while index + 1 < len(words):
        step = 2 if words[index + 1].word.text in _AND and index + 2 < len(words) else 1
        after = words[index + step]
        first, second = anchor.word.verb, after.word.verb
        between = text[words[index].stop : after.start]
        if first is None or second is None or between not in ("", *_AND):
            break
        if not (_joins(first, second) if not between else _shares(first, second, between)):
            break
        links.append((after, index + step))
        anchor, index = links[-1]
    while len(links) > 1 and _only_describes(links[-1][0]) and _KIND.match(text, links[-1][0].stop):
        links.pop()
    if _MECHANISM.match(text, links[-1][0].stop) or _LISTING.match(text, links[-1][0].stop):
        links = _founded(text, links)
    if len(links) > 1 and text.startswith("、", links[-1][0].stop) and not _verb_at(words, links[-1]):
        links = links[:1]  # 设置|推荐申报、事例初评等环节
    if len(links) > 1 and _ATTRIBUTE.match(text, links[-1][0].stop):
        while len(links) > 1 and nominal(links[-1][0]):
            links.pop()
    return links[-1][0], links[-1][1] + 1


def _only_describes(token: Token) -> bool:
    return token.word.verb is not None and token.word.verb.strength == "nonmeasure"


def _founded(text: str, links: list[tuple[Token, int]]) -> list[tuple[Token, int]]:
    """The links without those side by side behind a founding verb that only say what the mechanism does."""
    kept = links
    last, side = links[-1][0], len(links) > 1 and links[-2][0].stop == links[-1][0].start
    if side and last.word.text not in _FOUNDING and _LISTING.match(text, last.stop):
        kept = links[:-1]  # 健全|统筹协调联络、政治生态研判等六项机制
    while len(kept) > 1 and kept[-1][0].start == kept[-2][0].stop and _done(kept[-1][0]):
        kept = kept[:-1]
    return kept if kept[-1][0].word.text in _FOUNDING else links


def _done(token: Token) -> bool:
    return token.word.verb is not None and token.word.verb.kind in _DONE


def _verb_at(words: Sequence[Token], link: tuple[Token, int]) -> bool:
    """Whether a verb stands right behind the 、 after a link."""
    token, index = link
    after = words[index + 1] if index + 1 < len(words) else None
    return after is not None and after.start == token.stop + 1 and after.word.verb is not None


def nominal(token: Token) -> bool:
    """Whether the verb is often a noun."""
    return token.word.verb is not None and token.word.verb.place == "start"


def _joins(first: Verb, second: Verb) -> bool:
    """Whether two verbs side by side are a chain with one object; 开展培训 is verb and object."""
    if second.kind in ("frame", "means", "scene") or first.kind == "hold":
        return False
    if first.kind == "support" and first.strength == "sure" and second.kind == "dispatch":
        return False  # 看望|下派干部
    if first.strength == "problem":
        return second.strength == "problem"  # 纠治|执行政策简单机械: what is put right, told by a verb
    if second.strength == "nonmeasure":
        return first.kind == "cause" or first.strength in ("nonmeasure", "soft")
    if first.kind == second.kind == "issue":
        return True
    if second.place == "any":
        return (first.strength != "nonmeasure" and second.kind != "motion") or first.kind == "cause"
    if second.word == "创建" and first.kind in ("produce", "dispatch", "commend"):
        return True  # 遴选培育创建样板支部
    if first.strength == "soft" and second.strength == "problem":
        return True  # 深化整治突出问题
    if second.word == "提升" and first.strength == "soft":
        return True  # 巩固提升联系点
    if second.strength == "soft" and (first.strength == "soft" or first.kind in ("establish", "issue")):
        return True
    return first.place == "start" and (first.strength not in ("soft", "nonmeasure") or first.kind == "cause")


def _shares(first: Verb, second: Verb, between: str) -> bool:
    """Whether 制定、印发 or 组建并派出 share an object; 发起并助推 keeps its first verb as the anchor."""
    if second.strength in ("nonmeasure", "frame", "none") or second.kind in ("hold", "scene"):
        return False
    if between == "并":
        return second.strength != "soft" or first.strength == "soft"
    counted = {first.strength, second.strength} <= {"counted", "problem", "numbered"}  # 批评教育和处理15人次
    return counted or first.place == "any" or second.place == "any" or first.kind == second.kind
