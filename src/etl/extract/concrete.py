"""Concrete: tell acts that can be seen to exist from stance and hope.

What an object must hold depends on the verb's strength (see `vocabulary.Verb`): a quoted name or a title,
a quantity, or a head noun such as 活动, 培训班, 机制, 清单.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from etl.extract.clauses import Clause
from etl.extract.hollow import is_hollow
from etl.extract.leads import Times, bodies, lead_stop
from etl.extract.open_verbs import open_predicate
from etl.extract.predicates import Predicate, predicates
from etl.extract.reading import Reading
from etl.extract.vocabulary import Token

_EMPTY = re.compile(
    r"(?:[、等此得，,是称于和及很]|与(?![^，,、]{2,12}(?:共建|联建|结对|共学|合作|交流|对接|座谈))|我[办局委院校厅](?!工作)|[^，,、]{0,8}(?:报告|消息|公报|数据|声明)称|本(?:办法|规定|条例|解释|细则|法|规则|意见|方案)|不(?!适宜|合适|在岗|少于|低于|超过|合格|称职|胜任|规范|当|符|良|实)|累计|合计|其中|金额|总额|发现|显示|表明|日期|时间|有声有色|如火如荼|丰富多彩|顺利|到位|情况|工作$|斗争$|批评(?:和|与)自我批评|完成|过程)"
)
_BY_NOUN = ("于", "自", "从", "至", "在", "由")
# 文书|制作不规范: how it was done is told, not what
_POORLY = re.compile(
    r"(?:不(?:规范|到位|力|合理|完善|健全|及时|严格|齐全|准确|够|彻底)|存在(?!问题|差距)|缺乏|滞后|薄弱|欠缺|有待)(?![的之])"
)
_FRONTED = ("launch", "establish", "hold", "motion")
# A座谈会|19日在京|召开: when and where stand between a fronted object and its verb.
_WHEN = (
    r"(?:将|当地时间|今[天日晚]|昨[天日晚]|近日|日前|本月\d{1,2}日|(?:\d{1,2}月)?\d{1,2}日|[（(][^）)]{1,10}[）)]|[上下]午|晚上?"
    r"|\d{1,2}[时点])"
)
_AT = r"(?<![存现正实内潜所])在(?![职校岗建线册编任读役])[^，,。；的“”《》]{1,20}"
_WHERE_TO = rf"(?:{_AT}|(?<![关由对位等属])于[^，,。；的“”《》]{{1,16}})"
_WHEN_AND_WHERE = re.compile(rf"(?:{_WHEN}+{_WHERE_TO}?|{_WHERE_TO})$")
# 由A主办的B|昨天在C开幕: the act that follows is another one.
_TAKES_PLACE = re.compile(rf"{_WHEN}*(?:分别)?{_WHERE_TO}(?:举行|举办|召开|开幕|闭幕|启动|开班|开播)$")
# 审计|效率提高四成: the word is part of a subject, and what follows states how it did.
_STATES = re.compile(
    r"[\u4e00-\u9fff]{1,12}[由从](?:原来的?)?\d|[\u4e00-\u9fff]{1,8}(?:提高|提升|增长|上升|下降|降低|缩短|减少|增加|达|占|超过)(?:[至到了近约逾超]|\d|[一二三四五六七八九十])"
)
# 印发文件|同比下降6%, 开展“四强”创建|取得的实效: the act is only what something is said of.
_COMPARED = re.compile(
    r"[^，,、]{1,16}(?:同比|环比|较上年|比上年|平均[为达约]|均为)|[^，,、]{1,8}(?:下降|减少|压减)(?:了|近|约)?\d"
)
_BY_SO_MUCH = re.compile(
    r"[近约超逾]?\d[\d.]*(?:余|多)?(?:个百分点|[%％]|倍|成)(?:以上|左右)?"
)  # 满意度|提升3.2个百分点
_AWARDED = re.compile(r"(?:做法|经验|案例|品牌|项目)(?:先后|均|分别)?(?:获评|荣获|入选|获得|获全|被评)")
_HONOURED = re.compile(r"被[^，,。]{0,20}?(?:授予|评为|评定|命名|表彰|确定|列为|认定|选为)")
# 推动|“三会一课”制度深入落实: what is moved comes first, the last word only says where to.
_MOVED = re.compile(r"(?:落实|落地|见效|实施|执行|落细)+$")
_DEEPER = re.compile(
    r"(?:(?:整体|全面|不断|持续|显著|大幅|有效|稳步|明显|切实)?(?:提高|提升|增强|改善|过硬|转变|向[深实新]向[深实新细])|走[深实心新]|往[深实心]里走|开花结果|落地生根|深入人心|入脑入心|蔚然成风|见行见效|提质增效|迈上新台阶|常态长效)+$"
)
_WITHIN = re.compile(r"在[^，,。、]{2,30}?(?:中|上|下|里)")
_MOVING = ("推动", "推进", "促使", "督促", "促进")
_BONDS = ("包抓", "包联", "包保", "挂联", "挂包", "领办", "结对", "结对帮扶", "帮扶")  # 84名党员|包抓重点项目
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
_INVITING = ("邀请", "特邀", "聘请")
_INVITED_TO = re.compile(
    r"共同|一同|一起|讲(?!师|解员|席)|授课|座谈|点评|指导|分享|[作做](?!家|为|风|者|用)|参[与加]|观摩|走进|进校|到校|担任"
)
_VISITS = re.compile(
    r"(?:到|赴|前往|走进|深入)[^，,、]{2,20}(?:考察|参观|观摩|调研|研学|祭扫|瞻仰|走访|慰问)(?![团组])"
)  # 组织干部到…考察廉政文化
_LIGHT = ("进行", "开展")  # 进行|督导督办, 进行全面梳理: the act is told by the verb behind
_TALKED = ("研究", "总结", "分析", "宣传")  # 进行研究: nothing that can be seen
_SHORT = 10  # characters of what is carried out
_CARRIED_OUT = frozenset({"inspect", "rectify", "train", "support", "commend"})
_SET_UP = ("hold", "launch", "establish", "issue")
_BARE = ("工作举措", "工作措施", "工作作风", "相关制度", "各项制度", "各项措施", "具体措施", "有效措施")
_WHERE = ("中", "上", "一线", "前沿", "岗位")
_SERVING = ("hold", "support", "train", "dispatch", "establish", "produce")  # 为40户居民|维修房屋
_SEEN = frozenset(
    {"event", "inspection", "institution", "place", "body", "post", "media", "project", "people", "thing"}
)
_ACCEPTED = {
    "concrete": _SEEN,
    "problem": _SEEN | {"problem"},
    "named": _SEEN,
    "soft": frozenset({"institution"}),
    "standing": frozenset({"institution"}),
    "counted": frozenset({"thing"}),  # 购置书架, 拨付慰问金
    "numbered": frozenset[str](),
}
_UP_TO_NUMBER = re.compile(r"^.*[\d一二三四五六七八九十百千万亿余多]", re.DOTALL)
_STATED = re.compile(r"[达占为率%]|获")
# 推动责任由“软”变为“硬”, 合格率由82%提高…: what came of it, not what was done.
_EFFECT = re.compile(
    r"[由从][^，,]{1,24}?(?:变为|转变|转为|变成|提[升高]|增[加至]|下降|降[至到低]|减[至到]|冲[到向]|走[到向]|迈向|转向)"
)
_MOVES = re.compile(r"[到进上在至]$")


def acts_in(reading: Reading, index: int, times: Times) -> Iterator[Predicate]:
    """The predicates of clause `index` that are concrete acts, their objects run on where a comma cuts them."""
    clause, met = reading.plan.clauses[index], False
    for predicate in predicates(reading, index, times):
        met = True
        whole = _cut_off(reading, _run_on(reading, index, predicate))
        if is_concrete(reading, whole):
            yield whole
            continue
        fronted = _fronted(reading, clause, predicate, times)
        if fronted is not None:
            yield fronted
    unknown = None if met else open_predicate(reading, index, times)
    if unknown is not None and is_concrete(reading, unknown):
        yield unknown


def is_concrete(reading: Reading, found: Predicate) -> bool:
    """Whether object, or subject in front, hold what the verb's strength asks for."""
    start, stop, need = found.object_start, found.object_stop, found.verb.strength
    if need not in _ACCEPTED and need != "sure":
        return False
    named = _is_named(reading, found)
    if _is_told(reading, found) or (found.rule == "subject" and _BY_SO_MUCH.fullmatch(reading.text, start, stop)):
        return False
    if need == "numbered":
        said = _EMPTY.match(reading.text, start, stop) or _STATES.match(reading.text, start, stop)
        return (reading.counts(start, stop) or _serves(reading, found)) and not said
    if need == "named" and not _MOVES.search(found.verb.word):
        return named
    if stop - start < 2 or _EMPTY.match(reading.text, start, stop) or _urges(reading, found):
        return False
    if _is_effect(reading, found):
        return False
    if found.verb.place == "start" and _STATES.match(reading.text, start, stop):
        return False
    if need == "sure" or (named and need != "standing") or _does_more(reading, found):
        return True
    if need in ("soft", "standing") and (stop - start < 4 or reading.text[start:stop] in _BARE):
        return False
    kinds = reading.heads(start, stop)
    if found.verb.kind == "cause":
        kinds |= _what_they_do(reading, start, stop)
    if found.rule == "ba":
        kinds |= reading.heads(found.segment, found.prefix)
    if found.verb.kind == "cause" and kinds <= {"body", "people", "post"} and not _acting(reading, start, stop):
        return False
    return bool(kinds & _ACCEPTED[need])


def _is_effect(reading: Reading, found: Predicate) -> bool:
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


def _does_more(reading: Reading, found: Predicate) -> bool:
    """Whether a verb in the object tells an act that can be seen: of those who are sent, or of the office itself."""
    return (
        _sets_to_work(reading, found)
        or _invites(reading, found)
        or _carries_out(reading, found)
        or (
            found.verb.word == "组织"
            and _VISITS.search(reading.text, found.object_start + 2, found.object_stop) is not None
        )
    )


def _sets_to_work(reading: Reading, found: Predicate) -> bool:
    """Whether a body is moved to an act that can be seen: 推动|各支部组建党员突击队."""
    if found.verb.word not in ("推动", "要求", "督促"):
        return False
    for token in reading.among(found.object_start + 2, found.object_stop):
        verb = token.word.verb
        if verb is None or verb.kind not in _SET_UP:
            continue
        before = reading.text[found.object_start : token.start]
        if any(name in before for name in bodies()):
            return bool(reading.heads(token.stop, found.object_stop) & _SEEN)
    return False


def _carries_out(reading: Reading, found: Predicate) -> bool:
    """Whether a light verb has another as its object: 进行|督导督办, 进行全面梳理; 进行|学习 can mean anything."""
    words = reading.among(found.object_start, found.object_stop)
    if found.verb.word not in _LIGHT or not words or words[-1].stop != found.object_stop:
        return False
    if words[-1].word.text in _TALKED or found.object_stop - found.object_start > _SHORT:
        return False
    acts = [word.word for word in words if word.word.verb is not None]
    return words[-1].word.verb is not None and any(
        act.head == "inspection"
        or (act.verb.kind in _CARRIED_OUT and act.verb.strength not in ("numbered", "nonmeasure"))
        for act in acts
        if act.verb is not None
    )


def _invites(reading: Reading, found: Predicate) -> bool:
    """Whether people are invited to something that they do: 邀请|专家学者讲国情, not 邀请|群众."""
    if found.verb.word not in _INVITING:
        return False
    return _INVITED_TO.search(reading.text, found.object_start + 2, found.object_stop) is not None


def _is_told(reading: Reading, found: Predicate) -> bool:
    """Whether the act is only told of: compared, said to have had an effect, or done to an aim or a view."""
    start, stop, need = found.object_start, found.object_stop, found.verb.strength
    if reading.text.find("被", found.segment, found.start) >= 0 and reading.text.startswith("为", found.object_start):
        return True  # 被…命名|为…: an honour received
    if _AWARDED.search(reading.text, start, stop) or _HONOURED.search(reading.text, start, stop):
        return True  # 擦亮“知行”品牌做法|获评典型事例
    if found.verb.word == "提供" and not reading.counts(start, stop) and _PRAISED.search(reading.text, start, stop):
        return True
    if _is_topic(reading, found) or (need != "problem" and _POORLY.match(reading.text, start, stop)):
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


def _is_topic(reading: Reading, found: Predicate) -> bool:
    """Whether the act is what is spoken about or argued: 对开展巡视工作|提出要求, 落实改革任务|要把…."""
    text, start, stop = reading.text, found.object_start, found.object_stop
    if found.verb.kind == "cause":
        return False
    argued = _ARGUED.search(text, start, stop)
    if argued is not None and not reading.quoted(argued.start()):
        return True
    return bool(_SPOKEN_OF.search(text, start + 2, stop) and _ABOUT.search(text, max(0, start - 80), found.start))


def _what_they_do(reading: Reading, start: int, stop: int) -> set[str]:
    """The kinds of the nouns behind what people are sent or led to do: 组织职工走进|纪念馆|重温誓言."""
    words = reading.among(start, stop)
    first = next(
        (token.stop for token in words if token.word.verb and token.word.verb.kind in ("motion", "scene")), stop
    )
    return {token.word.head for token in words if token.word.head and token.start >= first}


def _acting(reading: Reading, start: int, stop: int) -> bool:
    """Whether those who are sent or guided do something: 组织党员|下沉社区, not 指导薄弱支部."""
    return any(token.word.verb is not None for token in reading.among(start, stop))


def _is_named(reading: Reading, found: Predicate) -> bool:
    """Whether a quantity, a quoted name or a title stands in the object, or in front where that counts."""
    start, stop = found.object_start, found.object_stop
    if found.verb.kind == "motion" and found.verb.strength == "counted":
        # 来到“文明村”考察: a name alone makes no act of a way.
        return reading.counts(start, stop) or reading.counts(found.segment, found.prefix)
    where = _WITHIN.search(reading.text, start, stop) if found.verb.word == "推动" else None
    # 推动党员在创建“五星”支部中|当先锋: where, not what
    spans = ((start, where.start()), (where.end(), stop)) if where else ((start, stop),)
    if any(reading.counts(low, high) or reading.names(low, high) for low, high in spans):
        return True
    if found.rule == "ba":
        return reading.counts(found.segment, found.prefix) or reading.names(found.segment, found.prefix)
    if _serves(reading, found):
        return True
    bound = found.verb.kind == "motion" or found.verb.word in _BONDS
    return bound and reading.counts(found.segment, found.prefix)


def _serves(reading: Reading, found: Predicate) -> bool:
    """Whether something is done for so many: 为40户居民|维修房屋."""
    if found.rule != "frame" or found.verb.kind not in _SERVING or found.object_stop - found.object_start < 2:
        return False
    return reading.counts(found.segment, found.prefix)


def _urges(reading: Reading, found: Predicate) -> bool:
    """Whether people are urged to a stance (引导…树牢理念): the first verb after the people is one of stance."""
    if found.verb.kind != "cause":
        return False
    start = found.object_start
    for token in reading.among(start, found.object_stop):
        verb = token.word.verb
        if verb is None or token.word.head or token.word.modifies or verb.kind == "frame":
            continue
        if _led(reading, start, token) or reading.text.endswith((*bodies(), *_WHERE), start, token.start):
            return verb.kind == "stance"
    return False


def _led(reading: Reading, start: int, token: Token) -> bool:
    """Whether an adverb stands right before the word."""
    before = reading.among(start, token.start)
    return bool(before) and before[-1].stop == token.start and before[-1].word.modifies


def _run_on(reading: Reading, index: int, found: Predicate) -> Predicate:
    """The predicate with an object that goes on past a comma: `…140场,恳谈240场`, `开展加强…,深化…的行动`."""
    clauses = reading.plan.clauses
    if found.object_stop != clauses[index].stop or index + 1 == len(clauses):
        return found
    after = clauses[index + 1]
    if after.sentence != clauses[index].sentence or reading.text[found.object_stop] not in ",，":
        return found
    if _more_counts(reading, found, after) or _open_modifier(reading, found, after):
        return replace(found, object_stop=after.stop)
    return found


def _cut_off(reading: Reading, found: Predicate) -> Predicate:
    """The predicate without what is said in its clause of where its object takes place."""
    tail = _TAKES_PLACE.search(reading.text, found.object_start, found.object_stop)
    return replace(found, object_stop=tail.start()) if tail else found


def _more_counts(reading: Reading, found: Predicate, after: Clause) -> bool:
    """Whether both ends are quantities and the second clause has no verb of its own."""
    if not {found.object_stop, after.stop} <= reading.amount_stops:
        return False
    if _unit(reading.text[: after.stop]) != _unit(reading.text[: found.object_stop]):
        return False
    words = reading.among(after.start, after.stop)
    if _STATED.search(reading.text, after.start, after.stop) or (
        words and words[0].start == after.start and words[0].word.modifies
    ):
        return False
    return all(token.word.verb is None or (token.word.head and token.start > after.start) for token in words)


def _unit(text: str) -> str:
    """What stands after the last digit of a text: the unit of the amount that ends it."""
    return _UP_TO_NUMBER.sub("", text[-12:])


def _open_modifier(reading: Reading, found: Predicate, after: Clause) -> bool:
    """Whether the object opens with a verb and only the next clause brings its noun: 开展加强…,深化…的行动."""
    first = reading.among(found.object_start, found.object_start + 1)
    if found.verb.kind not in ("hold", "implement") or not first or first[0].word.verb is None:
        return False
    last = reading.among(after.start, after.stop)
    if not last or last[-1].stop != after.stop or last[-1].word.head is None:
        return False
    if is_concrete(reading, replace(found, verb=replace(found.verb, strength="concrete"))):
        return False
    return "的" in reading.text[after.start : after.stop]


def _fronted(reading: Reading, clause: Clause, found: Predicate, times: Times) -> Predicate | None:
    """`“先锋讲堂”正式上线`: with nothing after the verb, what stands before it is the object."""
    if found.object_stop > found.object_start or found.object_start < clause.stop:
        return None
    if found.verb.place != "any" or found.rule not in ("subject", "frame") or found.verb.kind not in _FRONTED:
        return None
    start = lead_stop(reading.text, found.segment, found.prefix, times)
    if reading.text.startswith(_BY_NOUN, start):
        return None  # 全体会议,|于2月26日至28日在北京举行
    tail = _WHEN_AND_WHERE.search(reading.text, start + 1, found.prefix)
    stop = tail.start() if tail else found.prefix
    whole = reading.counts(start, stop)
    if found.verb.kind != "motion":
        whole = bool(reading.heads(start, stop)) or reading.names(start, stop)
    return replace(found, rule="fronted", object_start=start, object_stop=stop) if whole else None
