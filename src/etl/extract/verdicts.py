"""Verdicts: whether a quoted text names something that is run, or is slogan, image or speech; the first rule decides.

What follows the closing mark speaks first (“先锋开讲”理论学习交流活动); then what is known of the words themselves;
then the verb in front (推行“…”).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from etl.extract.keys import key
from etl.extract.name_kinds import ending_kind, head_nouns, head_of, small_ending_kind
from etl.lexicon.tables import column, table

LONGEST = 40
NUMERALS = "一二三四五六七八九十两双百千"
NUMBERED = re.compile(r"[一二三四五六七八九十两双百千\d]+个[\u4e00-\u9fff、]*|\d{1,2}[·.]\d{1,2}")
SENTENCE = re.compile(r"[！？!?]$")
STOPPED = re.compile(r"[。…]$")
SPOKEN = re.compile(r"[。！？…!?]|我们|咱|您|^我(?:是|要|想|们)|你")
PAIRED = re.compile(r"\w{3,8}(?:、\w{3,8})+")  # 季度观摩、年度互评
TIMED = re.compile(
    r"[\u4e00-\u9fff]{2,8}(?<![本上下每一二三四五六七八九十近当次昨今明节假生往之元头])[周日月年]"
)  # 集中报到周
SAME = re.compile(r"([一两三])[^\W]{1,3}\1[^\W]{1,3}")  # 一社区一品牌
FRAME = re.compile(r"[\u4e00-\u9fff]{0,10}(?:思路|布局|格局|路径|网格(?!员))")
DIGITS = re.compile(r"(?:[一二三四五六七八九十两双百千][\u4e00-\u9fff]{1,2}){2}|\w?(?:\w+\+){1,4}\w+")  # 一体三化
OF = re.compile(r"的(?:[\u4e00-\u9fff]{0,10}?)(?:模式|机制|架构|体系|制度|工作法|链条|矩阵|流程|框架|闭环|网络)")
ABSTRACT = re.compile(r"(?:建设|发展|创新|服务|改革|管理|工作|质量|问题|需求|精神|意识|能力|作风|关系|党建)$")
TAKEN = re.compile(r"为总?(?:抓手|载体|平台|牵引|品牌)")
# 叫停盲目“造景”项目, 借“空白公函”招待: what is put right or abused; 整治“庸懒散”专项行动 is run all the same.
FAULT = re.compile(
    r"(?:盲目|大搞|借机?|叫停|严查|纠治|查处|惩治|警惕|抵制|杜绝|严禁|遏制|铲除|破除|清除)[^，,。、“”]{0,4}$"
)
# “11·21”特别重大火灾事故 happened, “必胜”标语 is shown, “校园餐”管理突出问题整治 is against what the name stands for.
NO_PROGRAMME = re.compile(
    r"[\u4e00-\u9fff]{0,8}(?:事故|事件|案件|惨案|地震|火灾|爆炸案)|(?:的)?(?:条幅|横幅|标语|口号|字样)"
    r"|[\u4e00-\u9fff]{0,6}问题(?:专项)?(?:整治|治理|纠治|查处)"
)
RUN_AGAINST = re.compile(r"[\u4e00-\u9fff]{0,4}(?:专项|行动|活动|工作|大会战|大起底)")
FOUND = re.compile(r"(?:建立|形成|探索|健全|完善|打造|搭建)[了出起]?$")
CONGRESS = re.compile(
    r"(?:党的)?(?:(?:十[一二三四五六七八九]|二十)大|十[一二三四五六七八九]届[一二三四五六七]中全会|二十届[一二三四五六七]中全会)"
)
SETTING = re.compile(r"(?:创设|挂牌|设立|建成|建立|打造|成立|组建|开设|创建|创办|构建|确定)[^，,。;；]{1,14}$")
ARTICLES = re.compile(r"[一二三四五六七八九十百\d]{1,3}(?:条|不准|严禁|必须|不得)")
# 一人一案一策: three times one says a way of working, whatever stands around it.
EACH_ONE = re.compile(r"(?:一[\u4e00-\u9fff]{1,2}){3,}")
# 实现“九零目标”, 提供“五红服务”: a numbered label of something that is run
LABELLED = re.compile(rf"[{NUMERALS}][\u4e00-\u9fff](?:服务|目标|格局|工程|行动|计划|机制|管理|举措|模式)")
LABELLING = re.compile(r"(?:提供|实现|构建|打造|推行|落实|实施|开展|推进|完成)[^，,。;；“”]{0,6}$")
# 深化新时代“后陈经验”: a place's way of working, named after it
EXPERIENCE = re.compile(r"(?!成功|先进|典型|宝贵|有益|实践|工作|改革|试点|中国|历史|基层)[\u4e00-\u9fff]{2,4}经验")
CALLED_SHORT = re.compile(r"(?:简称|统称)为?[:：]?$")
OFFICES = re.compile(r"(?:公司|集团|中心|[部局委组院厅处办]|学校|大学|法|条例|办法|规定|意见|方案|通知|本行|项目)$")
DOUBLED = re.compile(r"([一二三四五六七八九十双两])[^个\W]\1[^个\W]")  # 四联四促
PARALLEL = re.compile(
    rf"(?:[{NUMERALS}][^\W个大]{{1,4}}){{2,}}"  # 一支部一品牌
    r"|\w{0,4}([\u4e00-\u9fff])[^\W]\1[^\W]"  # 三级联述联评
    r"|\d(?:\+[\dNnXx])+"  # 1+1+1
)
JOINED = re.compile(r"(?:党建|支部|主题党日|网格|互联网|组织生活)\+\w{1,8}")  # 党建+业务
CALLED = re.compile(r"[^。！？]{0,24}(?:吹哨|报到|点单|派单|接单)[^。！？]{0,16}")  # 小区吹哨、支部报到
MOVED = re.compile(r"(?:推动|推进|坚持|深化|践行|执行)$")
SORT = re.compile(r"\w{1,6}[式类](?<!仪式|模式|公式|方式|分类)|[一二三四五六七八九十两双]级|[一二三四五六七八九十]类")
AWARDED = re.compile(
    r"被[^，,。]{0,14}(?:确定为|命名为|列为|定为|选为|推荐为)|荣获|获评|获得|获颁|评为|授予|誉为|赢得|入选"
)
SET_UP = re.compile(
    r"(?:\d[\d.]*[万余多]*|[一二两三四五六七八九十百]+[余多]?)[个处支场期间座堂节家套所条次届讲课部]"
)  # 设立“红色工棚”8个


class Verdict(NamedTuple):
    """What a quoted text is: type programme, slogan or nothing, its kind and the rule that said so."""

    type: str | None
    kind: str | None
    rule: str


def judge(inner: str, lead: str, tail: str, known: frozenset[str] = frozenset()) -> Verdict:
    """What a quoted text is, by the words in front of its list and behind it; the first rule that speaks decides."""
    return _judged(inner, lead, tail, introduced=key(inner) in known)


@lru_cache(1024)  # quotes: each is judged once to see what a document introduces, and once in the light of that
def _judged(inner: str, lead: str, tail: str, *, introduced: bool) -> Verdict:
    slogan, slogan_kind = _slogans().get(key(inner), ("", ""))
    if slogan == "slogan" and head_of(tail) == "brand":
        return Verdict("programme", "brand", "head")  # “连心桥”党建品牌
    if slogan == "slogan" or not 1 < len(inner) <= LONGEST:
        return Verdict("slogan" if slogan else None, None, "slogan" if slogan else "length")
    if slogan == "programme":
        return Verdict("programme", slogan_kind, "known-name")
    if CONGRESS.fullmatch(inner):
        return Verdict(None, None, "meeting")
    if STOPPED.search(inner) or (SENTENCE.search(inner) and not head_nouns().match(tail.removeprefix("等"))):
        return Verdict(None, None, "speech")
    if excluded := _excluded(lead, tail):
        return Verdict(None, None, excluded)
    if SORT.fullmatch(inner) and not introduced:
        return Verdict(None, None, "sort")  # “参观式”“僵尸类”: a sort of things, not one of them
    head = head_of(tail)
    if head == "" and tail.startswith(column("programmes", "word", role="behind")) and ending_kind(inner):
        head = ending_kind(inner)
    if head == "" and not slogan and FRAME.match(tail) and DIGITS.fullmatch(inner):
        return Verdict("programme", "mechanism", "frame")  # “一体三化”党建工作思路
    if head == "":
        return Verdict("slogan" if slogan else None, None, "problem")
    if head:
        return Verdict("programme", head, "head")
    if slogan:
        return Verdict("slogan", None, "slogan")
    return _unheaded(inner, lead, tail, introduced=introduced)


def _excluded(lead: str, tail: str) -> str:
    """Why words before or behind a name say that it is none, however it sounds; empty where they do not."""
    if FAULT.search(lead) and not RUN_AGAINST.match(tail):
        return "fault"
    if NO_PROGRAMME.match(tail):
        return "no programme"
    return "received" if AWARDED.search(lead) else ""


def _unheaded(inner: str, lead: str, tail: str, *, introduced: bool) -> Verdict:
    """A name with no head noun behind it: known from before, or named by its ending and the verb in front."""
    if EACH_ONE.fullmatch(inner) and not tail.startswith("的"):
        return Verdict("programme", "mechanism", "each one")
    if CALLED_SHORT.search(lead) and len(inner) > 3 and not OFFICES.search(inner):
        return Verdict("programme", "other", "called so")
    if inner in _metaphors() or _speech(lead) or SPOKEN.search(inner):
        return Verdict(None, None, "image-or-speech")
    if introduced:
        return Verdict("programme", None, "introduced")
    run, turn = _ends_with(lead, "run"), _ends_with(lead, "turn")
    if NUMBERED.fullmatch(inner) and not run and not SET_UP.match(tail):
        return Verdict(None, None, "label")
    placed = _by_place(inner, lead, tail, run)
    if placed is not None:
        return placed
    if tail.startswith("的") or (turn and not (DOUBLED.fullmatch(inner) or PARALLEL.fullmatch(inner))):
        return Verdict(None, None, "turn")
    return _by_words(inner, lead, tail, run)


def _by_place(inner: str, lead: str, tail: str, run: str | None) -> Verdict | None:
    """The verdict where the words around a name say that it is one, whatever its own words."""
    if SET_UP.match(tail):
        return Verdict("programme", ending_kind(inner) or "other", "counted")
    if _ends_with(lead, "role") and inner.endswith(column("programmes", "word", role="person")):
        return Verdict("programme", "role", "person")
    if JOINED.fullmatch(inner) or ((run or MOVED.search(lead)) and CALLED.fullmatch(inner)):
        return Verdict("programme", "mechanism", "joined")
    if OF.match(tail) and (run or FOUND.search(lead)) and len(inner) > 4:
        return Verdict("programme", "mechanism", "of")  # 构建“平战结合、平急转换”的运转模式
    if LABELLED.fullmatch(inner) and LABELLING.search(lead):
        return Verdict("programme", "mechanism", "labelled")
    if EXPERIENCE.fullmatch(inner) and not tail.startswith("的"):
        return Verdict("programme", "mechanism", "experience")
    if TAKEN.match(tail) and lead.endswith("以") and len(inner) > 3 and not ABSTRACT.search(inner):
        return Verdict("programme", "other", "taken")  # 以“党心联建、法韵同彰”为抓手
    return None


def _by_words(inner: str, lead: str, tail: str, run: str | None) -> Verdict:
    """The verdict by the name's own words and the verb in front."""
    ending, small = ending_kind(inner), small_ending_kind(inner)
    named = PARALLEL.match(inner) or NUMBERED.fullmatch(inner) or PAIRED.fullmatch(inner)
    if ending and (run or not lead.endswith(("的", "坚持", "是"))):
        return Verdict("programme", ending, "ending")
    if TIMED.fullmatch(inner) and len(inner) > 3:
        return Verdict("programme", "campaign", "timed")
    if small and (run or SETTING.search(lead)):
        return Verdict("programme", small, "small-ending")
    if ARTICLES.fullmatch(inner):
        return Verdict("programme", "document", "articles")
    if DOUBLED.fullmatch(inner):
        return Verdict("programme", "mechanism", "doubled")
    if run and (run not in _soft() or tail.startswith("等") or named):
        return Verdict("programme", "other", "run")
    if (lead.endswith("坚持") and PARALLEL.match(inner)) or (lead.endswith("形成") and SAME.fullmatch(inner)):
        return Verdict("programme", "mechanism", "parallel")
    return Verdict(None, None, "nothing")


def _speech(lead: str) -> bool:
    return lead.endswith((":", "：")) or bool(_ends_with(lead, "speech"))


def _ends_with(lead: str, role: str) -> str | None:
    """The verb of this role that the words in front end with, perhaps with 了, or a few words before the name."""
    match = _verbs(role).search(lead)
    return match[1] if match else None


@cache
def _verbs(role: str) -> re.Pattern[str]:
    """A verb at the end; only 化身驻企“防疫联络员” and the like may have a few words between."""
    words = sorted(column("programmes", "word", role=role), key=lambda word: (-len(word), word))
    if role == "role":
        return re.compile(rf"({'|'.join(words)})[\u4e00-\u9fff]{{0,6}}$")
    whose = (
        r"(?:年度|全[国省市区县]|[省市区县州]?直|[省市区县州旗]委|上级|工委)?"
        r"(?:机关|单位|部门|系统|支部|党建|党员|干部|工作|管理|学习|服务){0,2}"
    )
    return re.compile(rf"({'|'.join(words)})(?:[了过着的起]|出的?|好)?{whose}$")


@cache
def _soft() -> frozenset[str]:
    """Verbs that take images and aims as often as names; they need a name that looks like one."""
    return frozenset(column("programmes", "word", role="run", kind="soft"))


@cache
def _slogans() -> dict[str, tuple[str, str]]:
    """Verdict and kind by the key of the words."""
    return {key(row["surface"]): (row["verdict"], row["kind"]) for row in table("slogans")}


@cache
def _metaphors() -> frozenset[str]:
    return frozenset(column("metaphors", "surface"))
