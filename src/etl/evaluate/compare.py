"""Compare: keep the scores of a run in a file, and say what another run made better or worse.

The file holds every tally and every error with its text, so a change of a rule or of a lexicon shows as
the errors that it mended and those that it made.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any, NamedTuple

from etl.evaluate.tally import Miss, Scores, Tally
from etl.records import Complaint


class Change(NamedTuple):
    """A score's F1 before and after (None where a run did not have it), and the errors mended and made."""

    score: str
    before: float | None
    after: float | None
    mended: tuple[Miss, ...]
    made: tuple[Miss, ...]


def save(scores: Scores, path: Path) -> None:
    """Write tallies and errors as JSON, the same scores always the same bytes."""
    content = {
        "tallies": {
            name: {each: asdict(of[each]) for each in sorted(of)} for name, of in sorted(scores.tallies.items())
        },
        "misses": [asdict(miss) for miss in scores.misses],
    }
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def load(path: Path) -> Scores:
    """The scores that `save` wrote; raises Complaint where the file is no such thing."""
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        tallies = {name: {each: Tally(**row) for each, row in of.items()} for name, of in content["tallies"].items()}
        return Scores(tallies, [Miss(**row) for row in content["misses"]])
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise Complaint(f"give a file that etl eval --save has written: {path} is none ({error})") from error


def changes(before: Scores, after: Scores) -> list[Change]:
    """What differs, score by score in the order of the later run; equal scores with equal errors are left out."""
    names = [*after.tallies, *(name for name in before.tallies if name not in after.tallies)]
    found = [_change(name, before, after) for name in names]
    return [each for each in found if each.before != each.after or each.mended or each.made]


def _change(name: str, before: Scores, after: Scores) -> Change:
    old = Counter(miss for miss in before.misses if miss.score == name)
    new = Counter(miss for miss in after.misses if miss.score == name)
    return Change(
        name, _f1(before, name), _f1(after, name), tuple((old - new).elements()), tuple((new - old).elements())
    )


def _f1(scores: Scores, name: str) -> float | None:
    return scores.total(name).f1 if name in scores.tallies else None
