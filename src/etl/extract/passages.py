"""Passages: find the stretches of a clause whose verbs tell of no act, however they look.

What a preposition closes with a noun of standard (按照规范一批、取消一批的原则), what is enumerated
(历经征集榜单、评审发布等阶段), what an act is aimed at (以…实施体系为指引, 围绕帮助发展产业|开展…) and what is turned
into something else (将整治形式主义作为重点) is said about an act, it is none.
"""

from __future__ import annotations

from etl.lexicon.initials import Several, Sought

Span = tuple[int, int]

_STANDARD = Sought(
    r"(?:按照|根据|本着|遵循|秉持|秉承|围绕|紧扣|紧盯|聚焦|对照|对标|依据|锚定|按(?=“))"
    r"(?:(?!开展|举办|召开|制定|印发|打造|推出|建立|组织|实施|设立|成立|选派|举行|出台)[^，,。;；]){0,60}?"
    r"(?:原则|要求|思路|部署|方针|理念|精神|安排|目标|主题|标准|步骤|流程|规律|导向|任务)(?![\u4e00-\u9fff]{0,3}清单)"
)
_ENUMERATED = Sought(r"(?:历经|经历|囊括|涵盖|包括|包含)(?!了?\d)[^，,。;；]*")
# 将 A 作为 B: A is what is turned, and 将 speaks of no future.
_TURNED = Sought(
    r"[把将](?![军来士要近于])(?P<what>[^，,。;；]{2,80}?)"
    r"(?:作为|视为|视作|看作|当作|当成|列为|列入|纳入|融入|贯穿|摆在|放在|落实到|落到|体现在|转化为|确定为|"
    r"固定为|设为|命名为|打造[成为]|建设成|改造[成为]|划分为|细化为|量化为|整合[为成]|结合起来|"
    r"[由从][^，,。;；]{1,12}?(?:减|压减|精简|压缩|缩短|缩减)[至到为]|送[进到入上]|搬[进到上]|延伸[到至]|引[进入]到?)"
)

AIM = (
    r"以[^，,]{2,60}?为(?:契机|抓手|载体|主线|牵引|重点|主题|核心|依托|引领|目标|基础|导向|切入点|着力点|突破口|落脚点|"
    r"主体|平台|纽带|单位|主|目的|驱动|路径|标尺|统领|指导|根本|先导|支撑|阵地|龙头|总揽|遵循|媒|例|原则|中心|保障|关键|"
    r"指引|准绳|途径|手段|引擎|支点|内容|准则|宗旨|己任|镜|鉴|本|纲|先|要|底色|底线|标杆|样板|框架|主轴|半径|圆心)"
)
# 法院以…实施体系为指引: what stands behind the subject; at the head of a clause `predicates` skips it.
_AIMED = Sought(rf"(?<![可予所得足难加给何])(?!以[上下来及后前往内外])(?:{AIM})")
# 围绕帮助发展集体经济|开展…, 就做好疫情防控等事项|开展…: what it is about, up to the verb that says what is done.
_ABOUT = Sought(
    r"(?:围绕|聚焦|针对|紧扣|瞄准|(?<![成迁造高])就(?![业是近地医读餐诊任能要会有此在]))[^，,。;；“”]{4,60}?"
    r"(?=(?:集中|分别|广泛|深入|扎实|积极|有序|组织|共同|精心|持续|常态化|创新|认真|专题|全面){0,2}"
    r"(?:开展|举办|召开|举行|进行|制定|印发|组建|成立|(?<=等)(?:考察|调研|座谈|协商)|(?<=等深入)(?:考察|调研)))"
)
# 对分专题开展教育活动|做了部署, 对评选表彰工作|进行督导: what it is done to.
_TO = Sought(
    r"(?<![应面针核反相绝比校])对(?![照标接口外内象等])[^，,。;；]{4,60}?"
    r"(?=(?:集中|分别|严格|全面|统一|认真|逐一|逐个|及时|专题){0,2}(?:进行|开展|实施|予以|给予|[做作]了|[做作]出))"
)
# 就深化改革、制定“十一五”规划等重大问题|作出决定: what is decided about.
_DECIDED = Sought(
    r"(?<![成迁造高])就(?![业是近地医读餐诊任能要会有此在])[^，,。;；]{4,160}?(?:问题|事项|工作|方面|议题)"
    r"(?=(?:[\u4e00-\u9fff]{0,6}?)(?:[作做]出|提出|交换|发表|达成|听取))"
)
# 从举办读书班、开展警示教育等9个方面|作出安排: what is arranged, point by point.
_ASPECTS = Sought(
    r"(?:从|围绕|聚焦|针对|紧扣)[^，,。;；]{2,30}、[^，,。;；]{2,60}?(?:\d|[两二三四五六七八九十])个?(?:方面|环节|维度|层面)"
    r"(?=[，,]|[作做]出|制定|提出|细化|着手|入手|发力|(?:集中|分别|深入|扎实)?(?:开展|进行|组织))"
)
# 以办好民生实事的务实举措|转移安置群众: in which way.
_IN_WAY = Sought(
    r"(?<![可予所得足难加给何])以(?![上下来及后前往内外])[^，,。;；]{4,60}?的[\u4e00-\u9fff]{0,6}"
    r"(?:举措|行动|成效|姿态|态度|作风|担当|实效|状态)(?![\u4e00-\u9fff]{0,4}(?:方案|计划|教育))"
)
_MEANT = Sought(r"(?:用于|用以|便于|有利于|有助于)[^，,。;；]*")  # 划拨4亿元,用于春节期间开展慰问
_LINKED = Sought(r"[把将][^，,。;；]{2,40}挂钩")  # 将考核结果与评先评优、干部任用挂钩
# 在全党开展学习教育中对此只字未提: in the midst of what.
_AMID = Sought(
    r"在[^，,。;；]{3,60}?(?:活动|教育|工作|过程|会议|行动|培训|检查|督查|调研|评选|考核)中(?![心国共央学小层青])"
)
_SAID = Several(_STANDARD, _ENUMERATED, _LINKED, _AMID, _AIMED, _ABOUT, _DECIDED, _ASPECTS, _IN_WAY, _MEANT, _TO)


def passages(text: str, start: int, stop: int) -> list[Span]:
    """The stretches of the clause `[start, stop)` that hold no act, by start.

    >>> text = "按照规范一批、取消一批的原则整合工作群"
    >>> [text[low:high] for low, high in passages(text, 0, len(text))]
    ['按照规范一批、取消一批的原则']
    """
    found = [match.span() for match in _SAID.matches(text, start, stop)]
    return sorted([*found, *turned(text, start, stop)])


def turned(text: str, start: int, stop: int) -> list[Span]:
    """What 把 or 将 turns into something else, with the 把 or 将.

    >>> turned("将整治形式主义作为切入点", 0, 12)
    [(0, 7)]
    """
    return [(match.start(), match.end("what")) for match in _TURNED.matches(text, start, stop)]
