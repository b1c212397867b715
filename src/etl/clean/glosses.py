"""Glosses: take out the pinyin that mirrors insert after characters (機(jī)關(guān)), and nothing that an author set.

A mirror that does so does it all over a page. A gloss that is alone, such as 亳(bó)州, an abbreviation (GDP)
and a foreign word (yoy) stay: a page is only touched where several common characters carry a reading of theirs.
"""

from __future__ import annotations

import re

from etl.clean.glance import common
from etl.clean.mends import Mend
from etl.lexicon.readings import is_syllable, reads
from etl.lexicon.shadow import shadow

# Measured on 200 texts with inserted pinyin and 200 with genuine glosses: all told apart.
FEWEST, KINDS, SPREAD = 4, 3, 400
HABIT = 0.8  # from this share of right readings on, the others are the mirror's too

_LETTERS = "a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜńňǹḿêɡɑ\u0300\u0301\u0304\u030c\u0308"
_OPENED = re.compile(rf"[(（] ?[{_LETTERS}]")
_GLOSS = re.compile(rf"(?<=[㐀-鿿]) ?[(（] ?([{_LETTERS}]{{1,7}}) ?[)）]")


def glosses(raw: str) -> list[Mend]:
    """A deletion for each inserted reading, ascending; none on a page that shows no such habit.

    >>> [raw.start for raw in glosses("机(jī)关党建(jiàn)工作统(tǒng)一部(bù)署")]
    [1, 8, 17, 25]
    """
    if len(_OPENED.findall(raw)) < FEWEST:
        return []
    every = [hit for hit in _GLOSS.finditer(raw) if is_syllable(hit[1])]
    found = [hit for hit in every if reads(raw[hit.start() - 1], hit[1])]
    usual = [raw[hit.start() - 1] for hit in found if common(shadow(raw[hit.start() - 1]))]
    if len(usual) < FEWEST or len(set(usual)) < KINDS or len(usual) * SPREAD < len(raw):
        return []
    if len(found) >= HABIT * len(every):  # a mirror that cannot read 单 or 还 as it should has set those as well
        found = every
    return [Mend(*hit.span(), "", "annotation", "pinyin", 0.99) for hit in found]
