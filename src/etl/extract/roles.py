"""Role: what an amount is for: outcome, share, frequency, duration, scope or named_set."""

from __future__ import annotations

import re

from etl.lexicon.units import Unit

_OFTEN = frozenset(["次", "场", "场次", "回", "轮", "期", "堂", "节", "课", "讲", "遍", "趟", "例", "个课时"])
_EACH = re.compile(
    r"(?:每(?:半|隔|个|逢)?(?:[一二两三四五六\d]{1,2}个?)?(?:年|月|周|季度?|日|天|学期|学年|星期|小时)|[年月周日]均|(?<!\d)一[年月周天])"
    r"[^，,。;；:：!！?？]{0,80}\Z"
)
_PER = re.compile(r"\s?(?:[/／每](?:年|月|周|季|日|天))")
_WORLD = re.compile(r"(?:下辖|所辖|管辖|辖有?|辖区|现有|下设|设有|隶属|拥有|分为)[^，,。;；]{0,12}\Z")
_WHOLE = re.compile(r"全[省市州盟区县旗乡镇街村国校院系局厅][^，,。;；]{0,4}\Z")
_MEMBERS = frozenset(["个", "名", "户", "家", "所", "支", "人"])
_CLOSED = re.compile(r"[^\W\d_]{0,6}(?:[，,。;；、]|\Z)")
_SIDES = re.compile(
    r"(?:大)?(?:方面|层面|维度|环节|阶段|层次|年龄层|领域|板块|角度|层级|部分|年龄段|步骤|要素|主题|要求|原则(?!上))"
)
_NAMED = re.compile(
    r"(?:基本|重点|主要|核心|关键|工作|根本|重要|组织|党内)?(?:制度|机制|纪律|组织生活|规定|原则|职责|职能|禁令|任务|法宝|本领|能力|路线|方针|阶级|要害|着力点)"
)
_MAKES = re.compile(
    r"(?:建立|制定|出台|新建|新增|修订|印发|形成|推出|完善|健全|完成|新设|废止|梳理|清理)[^，,。;；]{0,10}\Z"
)
_SETS = frozenset(["项", "个", "条", "种", "类", "大类"])


def role(text: str, start: int, stop: int, unit: Unit, *, chinese: bool) -> str:
    """The role of the amount at `[start, stop)`; `chinese` says that its number is written in Chinese.

    >>> from etl.lexicon.units import unit_at
    >>> role("每年至少开展1次", 6, 8, unit_at("次", 0), chinese=False)
    'frequency'
    """
    before = text[max(0, start - 96) : start]
    if unit.dimension in {"percent", "percent_point"}:
        return "share"
    if unit.dimension == "time":
        return "frequency" if before.endswith("每") else "duration"
    if unit.canonical in _OFTEN and (_EACH.search(before) or _PER.match(text, stop)):
        return "frequency"
    if unit.canonical in {"方面", "环节", "领域", "层面", "层次", "维度", "阶段", "级"}:
        return "scope"
    if unit.canonical in _SETS and _SIDES.match(text, stop):
        return "scope"
    if chinese and unit.canonical in _SETS and _NAMED.match(text, stop) and not _MAKES.search(before):
        return "named_set"
    whole = unit.canonical in _MEMBERS and _WHOLE.search(before) and _CLOSED.match(text, stop)
    return "scope" if whole or _WORLD.search(before) else "outcome"
