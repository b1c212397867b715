"""Names: find every name in a paragraph: organs, regions, dates, programmes, documents, meetings, slogans."""

from __future__ import annotations

from functools import cache

from etl.extract.dates import dates
from etl.extract.documents import documents
from etl.extract.findings import Name, Setting
from etl.extract.keys import key
from etl.extract.organs import organs
from etl.extract.programmes import programmes
from etl.extract.regions import regions
from etl.lexicon.initials import Sought
from etl.lexicon.tables import column


def names(text: str, setting: Setting, known: frozenset[str] = frozenset()) -> list[Name]:
    """Every name in `text`, by start, type and stop; one stretch may carry several types.

    `known` are the keys of programmes that the document names elsewhere (see `programmes`).

    >>> [(name.type, name.normal) for name in names("2025年,长沙市推行“无扰督查”机制。", Setting())]
    [('date', '2025'), ('region', '长沙市'), ('programme', '无扰督查')]
    """
    found = [
        *organs(text, setting),
        *regions(text, setting),
        *dates(text, setting),
        *programmes(text, known),
        *documents(text),
        *meetings(text),
    ]
    unique = {(name.start, name.type, name.stop): name for name in found}
    return [unique[place] for place in sorted(unique)]


def meetings(text: str) -> list[Name]:
    """The congresses, plenums and conferences named in `text`; 党的 in front does not tell two apart."""
    return [
        Name(match.start(), match.end(), "meeting", key(match[0].removeprefix("党的")))
        for match in _meetings().matches(text)
    ]


@cache
def _meetings() -> Sought:
    return Sought("|".join(column("meetings", "pattern")))
