"""Origin: tell whose article it is: the organ that it speaks for, and its region; None rather than a guess.

The byline's organ comes first, then the title's, then the author's note, then the organ that the first
paragraphs make their subject. Who publishes (a portal, a journal) is never the organ; a newspaper's
name says the region only.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from etl.extract.findings import Name, Setting
from etl.extract.organs import organs
from etl.extract.regions import Place, places, region
from etl.lexicon.shadow import shadow

# Organs that speak for themselves in such articles, by how much their name says of the author.
SPEAKERS = {
    "work_committee": 3,
    "party_office": 2,
    "bureau": 2,
    "discipline": 2,
    "mass_organisation": 2,
    "state_organ": 2,
}
GENERAL = {"party_committee": 1, "government": 1}
CENTRAL = {"central": 2}
# 报社, 出版社 and portals print what others write.
PRINTERS = re.compile(r"日报|晚报|杂志|出版|网[站]?$|新华社|通讯社|融媒体|报社")
NOTE = re.compile(r"作者(?:系|为|单位)?|供稿|撰稿|执笔|课题组|来稿")
SUBJECT = re.compile(r"(?:^|[，。；,;!?！？]|由|[一今去]年来?|近年来|以来|日前|近日)\s*(?:中共|国家税务总局)?$")
# A body of the organ that speaks for it: 市公安局|党委, 税务局|机关党委.
BODY = re.compile(r"(?:直属)?(?:机关)?(?:党委|党组|党总支|纪委|党支部)(?!书记|副书记|委员|成员)")
# A title that opens with who speaks: 国家粮食局机关党委:…, 东海师范学院党委关于…, 北方集团党委2023年….
HEADED = re.compile(
    r"(?:中共)?(?P<organ>[\u4e00-\u9fff（）()·]{2,28}?"
    r"(?:党委|党组|党总支|党支部|工委|纪委|委员会|(?<=[\u4e00-\u9fff]{2})[局厅院]|大学|公司|集团|医院|银行|中心|协会))"
    r"(?:\s*[:：]|关于|(?=\d{4}年))"
)
EARLY = 6  # paragraphs in which a document says who speaks


class Origin(NamedTuple):
    """The organ's full name, and the code and official name of its region; each None where unknown."""

    organ: str | None
    region_code: str | None
    region: str | None


def origin(
    title: str | None,
    byline: str | None,
    publisher: str | None,
    notes: Sequence[str],
    paragraphs: Sequence[str],
) -> Origin:
    """Whose article it is. `notes` are the removed lines of metadata and credits, in either script.

    >>> origin(None, "湖北省委直属机关工委课题组", "党员生活", [], [])
    Origin(organ='湖北省委直属机关工委', region_code='420000', region='湖北省')
    """
    signed = [text for text in (byline, title, *_signed(notes)) if text]
    told = _hint([*signed, publisher or ""])
    hint = told or _hint(paragraphs[:EARLY])
    for text in signed:
        found = _speaker(text, hint)
        if found is not None:
            return _origin(_full(text, found), found.code or hint)
    if title and (place := _owner(title)):
        return _of_place(place, [publisher or "", *paragraphs])
    if title and (match := HEADED.match(title)):
        return _origin(match["organ"], told)
    return _by_subject(paragraphs[:EARLY], paragraphs, hint, told)


def _full(text: str, name: Name) -> str:
    """The organ's name with the body that speaks for it: 株洲市公安局党委."""
    body = BODY.match(text, name.stop) if name.kind != "work_committee" else None
    return name.normal + (body[0] if body else "")


def _hint(texts: Iterable[str]) -> str | None:
    """The first division that is surely named, as the document's own: 株洲日报记者, 衡阳市雁峰区以…."""
    for text in texts:
        sure = [place for place in places(text, None) if place.sure and place.region]
        if sure:
            first = sure[0].region
            return first.code if first else None
    return None


def _speaker(text: str, hint: str | None) -> Name | None:
    """The organ in a line that names who speaks; of several the one that says most, then the longest."""
    found = [name for name in organs(text, Setting(region_code=hint)) if (name.kind or "") in SPEAKERS | GENERAL]
    found = [name for name in found if name.code and not PRINTERS.search(text[name.stop : name.stop + 4])]
    return max(found, key=lambda name: (_weight(name), len(name.normal), -name.start), default=None)


def _signed(notes: Sequence[str]) -> list[str]:
    """The lines of the removed text that say who wrote: an author's note, or an organ's own letterhead."""
    lines = [line.strip() for note in notes for line in shadow(note).splitlines()]
    return [line for line in lines if NOTE.search(line) or _heads(line)]


def _heads(line: str) -> bool:
    first = next(iter(organs(line, Setting())), None)
    return first is not None and first.start == 0 and first.kind == "work_committee"


def _of_place(place: Place, paragraphs: Sequence[str]) -> Origin:
    """A division's own work committee where the text names it, else the division itself."""
    code = place.region.code if place.region else None
    for text in paragraphs:
        for name in organs(text, Setting(region_code=code)):
            if name.kind == "work_committee" and name.code == code:
                return _origin(name.normal, code)
    return _origin(place.region.name if place.region else None, code)


def _weight(name: Name) -> int:
    return (SPEAKERS | GENERAL).get(name.kind or "", 0)


def _owner(title: str) -> Place | None:
    """The division that a title opens with: 衡阳市雁峰区:“四轮驱动”强化…."""
    first = next(iter(places(title, None)), None)
    return first if first and first.start == 0 and first.sure and re.match(r"\s*[:：]", title[first.stop :]) else None


def _by_subject(early: Sequence[str], paragraphs: Sequence[str], hint: str | None, told: str | None) -> Origin:
    """The work committee that is named most, else the organ or division that the first paragraphs have as subject.

    A division is the article's own only where it is a subject, or where its signed lines name it.
    """
    committees: Counter[tuple[str, str | None]] = Counter()
    speakers: Counter[tuple[str, str | None]] = Counter()
    for text in paragraphs:
        for name in organs(text, Setting(region_code=hint)):
            opens = _opens(text, name.start)
            if name.kind == "work_committee" and name.code:
                committees[name.normal, name.code] += 3 if text in early and opens else 1
            elif opens and text in early and (name.kind or "") in SPEAKERS | CENTRAL:
                speakers[_full(text, name), name.code] += 1
    for counted in (committees, speakers):
        if counted:
            organ, code = min(counted, key=lambda each: -counted[each])  # of equals the one that is met first
            return _origin(organ, code or told)
    subject = next((place for text in early for place in _subjects(text)), None)
    if subject and subject.region:
        return _origin(subject.region.name, subject.region.code)
    return _origin(None, told)


def _opens(text: str, at: int) -> bool:
    """Whether a clause begins here, or after words of time."""
    return bool(SUBJECT.search(text, max(0, at - 16), at))


def _subjects(text: str) -> list[Place]:
    """The divisions that open a clause as its subject: 今年来,衡阳市雁峰区以…."""
    return [
        place
        for place in places(text, None)
        if place.sure and place.region and _opens(text, place.start) and not text[place.stop :].startswith("的")
    ]


def _origin(organ: str | None, code: str | None) -> Origin:
    at = region(code)
    return Origin(organ, at.code if at else None, at.name if at else None)
