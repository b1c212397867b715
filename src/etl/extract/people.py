"""People: the persons whom a text introduces by office and name: 县委书记李明."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from etl.lexicon.initials import Sought
from etl.lexicon.tables import column


def people(texts: Iterable[str]) -> tuple[str, ...]:
    """The names of all who are introduced with an office and act, sorted; each once.

    >>> people(["县委书记李明海15日到乡镇调研。", "会上,李明海作了讲话。"])
    ('李明海',)
    """
    found = (match["name"] for text in texts if titled().search(text) for match in acting().finditer(text))
    return tuple(sorted(set(found)))


@cache
def acting() -> re.Pattern[str]:
    """A named person as the one who acts: 县委书记李明带队走访. A name and one of few words must follow the title."""
    titles, surnames, deeds = (_words(kind) for kind in ("title", "surname", "deed"))
    return re.compile(
        rf"(?:{titles})(?!戴[党上着红口]|金融|石[油化]|田[间头]|高[质度频]|方[面式法])"
        rf"(?P<name>(?:{surnames})[\u4e00-\u9fff]{{1,2}})(?=[，,、。]|\d{{1,2}}(?:日|月|至)|{deeds}|$)"
    )


@cache
def titled() -> Sought:
    """What every named person has: a title and a surname behind it."""
    return Sought(rf"(?:{_words('title')})(?:{_words('surname')})")


def _words(kind: str) -> str:
    return "|".join(column("persons", "word", kind=kind))
