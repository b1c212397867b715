"""Told: an act that is only spoken about, argued, compared, praised or seen by what came of it is none."""

from __future__ import annotations

import re

from etl.extract.hollow import is_hollow
from etl.extract.predicates import Predicate
from etl.extract.reading import Reading

# 文书|制作不规范: how it was done is told, not what
_POORLY = re.compile(
    r"(?:不(?:规范|到位|力|合理|完善|健全|及时|严格|齐全|准确|够|彻底)|存在(?!问题|差距)|缺乏|欠缺|有待)(?![的之])"
)
# 印发文件|同比下降6%, 开展“四强”创建|取得的实效: the act is only what something is said of.
_COMPARED = re.compile(
    r"[^，,、]{1,16}(?:同比|环比|较上年|比上年|平均[为达约]|均为)|[^，,、]{1,8}(?:下降|减少|压减)(?:了|近|约)?\d"
)
_AWARDED = re.compile(r"(?:做法|经验|案例|品牌|项目)(?:先后|均|分别)?(?:获评|荣获|入选|获得|获全|被评)")
_HONOURED = re.compile(r"被[^，,。]{0,20}?(?:授予|评为|评定|命名|表彰|确定|列为|认定|选为)")
# 推动|“三会一课”制度深入落实: what is moved comes first, the last word only says where to.
_MOVED = re.compile(r"(?:落实|落地|见效|实施|执行|落细)+$")
_DEEPER = re.compile(
    r"(?:(?:整体|全面|不断|持续|显著|大幅|有效|稳步|明显|切实)?(?:提高|提升|增强|改善|过硬|转变|向[深实新]向[深实新细])|走[深实心新]|往[深实心]里走|开花结果|落地生根|深入人心|入脑入心|蔚然成风|见行见效|提质增效|迈上新台阶|常态长效)+$"
)
_MOVING = ("推动", "推进", "促使", "督促", "促进")
# 对开展巡视工作|提出要求: the act is what is spoken about.
_SPOKEN_OF = re.compile(
    r"(?:提出(?:了)?(?:明确|具体|新的?|更高)?(?:要求|希望|意见)|[作做]出?了?(?:全面|重要|具体|明确|系统)?(?:部署|安排|要求|指示))$"
)
_ABOUT = re.compile(r"[对就](?![业是])[^。！？；;]*$")
# 落实改革任务|要把…统一起来: the act is what something is said of.
_ARGUED = re.compile(
    r"(?<=[\u4e00-\u9fff”》]{4})(?:始终(?=[围坚紧聚以把突贯])|必须(?=[\u4e00-\u9fff])|要(?=[把以坚做着注突抓在从对紧])|离不开|的[^，,的“”]{1,6}(?<!就)是(?=[\u4e00-\u9fff]))"
)
# 提供更加精准的服务, 提供根本遵循: praise of what is offered, or what it is good for; 助餐、助洁等服务 can be seen.
_PRAISED = re.compile(
    r"(?:[更最]|优质|优良|高质量|贴心|便[捷利]|高效|精[准细]|周到|暖心|规范|相应|大量)[^、]*$|(?:遵循|指南|指引|样[本板]|范[本例]|方案|保障|条件)$"
)
_NOUN = re.compile(r"的[^的，,“”《》]{0,4}(?:考量|意义|目的|初衷|背景|必要性|重要性|紧迫性|决定|原因|理由|价值|历程)$")
_OUTCOME = re.compile(r"(?:所?取得|形成|带来)的")
# 推动责任由“软”变为“硬”, 合格率由82%提高…: what came of it, not what was done.
_EFFECT = re.compile(
    r"[由从][^，,]{1,24}?(?:变为|转变|转为|变成|提[升高]|增[加至]|下降|降[至到低]|减[至到]|冲[到向]|走[到向]|迈向|转向)"
)


def is_effect(reading: Reading, found: Predicate) -> bool:
    """Whether the words tell how many came (参与6000余人次) or what came of it (推动“夜读”走深走实)."""
    start, stop = found.object_start, found.object_stop
    if found.verb.word in ("观看", "收看") and not reading.counts(start, stop):
        return True  # 观看警示片《…》: what people see
    if found.verb.kind == "scene":
        return start in reading.amount_starts and stop in reading.amount_stops
    if found.verb.kind != "cause" and found.verb.word not in _MOVING:
        return False
    whither = reading.text.startswith("向", start) or _EFFECT.search(reading.text, start, stop)
    return bool(whither or _DEEPER.search(reading.text, start, stop))


def is_told(reading: Reading, found: Predicate) -> bool:
    """Whether the act is only told of: compared, said to have had an effect, or done to an aim or a view."""
    start, stop, need = found.object_start, found.object_stop, found.verb.strength
    if reading.text.find("被", found.segment, found.start) >= 0 and reading.text.startswith("为", found.object_start):
        return True  # 被…命名|为…: an honour received
    if _AWARDED.search(reading.text, start, stop) or _HONOURED.search(reading.text, start, stop):
        return True  # 擦亮“知行”品牌做法|获评典型事例
    if found.verb.word == "提供" and not reading.counts(start, stop) and _PRAISED.search(reading.text, start, stop):
        return True
    if _is_topic(reading, found) or _is_poor(reading, found):
        return True
    if _NOUN.search(reading.text, start, stop):
        return True  # 派出|指导组的政治考量
    if _COMPARED.match(reading.text, start, stop) or _OUTCOME.match(reading.text, stop):
        return True
    if found.verb.word in _MOVING and _MOVED.search(reading.text, start, stop) and reading.names(start, stop):
        return False
    if found.rule == "ba" and reading.names(start, stop):
        return False  # 将“三项办法”作为|“学思”学习教育的重要内容
    return need != "sure" and is_hollow(reading, start, stop, need)


def _is_poor(reading: Reading, found: Predicate) -> bool:
    """Whether the words tell how badly something was done, and no number of such things: 文书|制作不规范."""
    start, stop = found.object_start, found.object_stop
    poor = _POORLY.match(reading.text, start, stop) is not None
    return poor and found.verb.strength != "problem" and not reading.counts(start, stop)


def _is_topic(reading: Reading, found: Predicate) -> bool:
    """Whether the act is what is spoken about or argued: 对开展巡视工作|提出要求, 落实改革任务|要把…."""
    text, start, stop = reading.text, found.object_start, found.object_stop
    if found.verb.kind == "cause":
        return False
    argued = _ARGUED.search(text, start, stop)
    if argued is not None and not reading.quoted(argued.start()):
        return True
    return bool(_SPOKEN_OF.search(text, start + 2, stop) and _ABOUT.search(text, max(0, start - 80), found.start))
