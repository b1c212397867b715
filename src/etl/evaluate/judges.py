"""Judge: hold what was found in one document against each part of its key."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import regex

from etl.evaluate.tally import Scores
from etl.records import Article, Measure, Mention, Paragraph, Quantity, Removed, ThemeTag
from etl.text import raw_range

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Found:
    """What the pipeline made of one document."""

    article: Article
    paragraphs: list[Paragraph]
    removed: list[Removed]
    quantities: list[Quantity]
    measures: list[Measure]
    tags: list[ThemeTag]
    mentions: list[Mention]


def _quantities(scores: Scores, document: str, rows: list[Row], found: Found) -> None:
    """Exact raw spans; then value, unit and op; then role. Optional rows of the key count neither way."""
    wanted = {(row["raw_start"], row["raw_stop"]): row for row in rows}
    seen = {(quantity.raw_start, quantity.raw_stop): quantity for quantity in found.quantities}
    for span, row in wanted.items():
        quantity = seen.get(span)
        if quantity is None:
            if row["must"]:
                scores.missed("quantity span", document, row["text"])
                scores.missed("quantity full", document, row["text"])
            continue
        if not row["must"]:
            continue
        scores.hit("quantity span", document)
        wanted_full = (row["text"], row["value"], row.get("value_high"), row["unit"], row["op"])
        found_full = (row["text"], quantity.value, quantity.value_high, quantity.unit, quantity.op)
        scores.judge("quantity full", document, wanted_full, found_full, right=_same_amount(row, quantity))
        scores.judge("quantity role", document, (row["text"], row["role"]), (row["text"], quantity.role))
    optional = [span for span, row in wanted.items() if not row["must"]]
    for span, quantity in seen.items():
        if span not in wanted and not any(span[0] < stop and start < span[1] for start, stop in optional):
            scores.surplus("quantity span", document, quantity.text)
            scores.surplus("quantity full", document, quantity.text)


def _same_amount(row: Row, quantity: Quantity) -> bool:
    """Value within a millionth, unit and op equal; the upper end too where the key has one."""
    values: list[tuple[float, float | None]] = [(row["value"], quantity.value)]
    if "value_high" in row:
        values.append((row["value_high"], quantity.value_high))
    close = all(found is not None and math.isclose(want, found, rel_tol=1e-6) for want, found in values)
    return close and (row["unit"], row["op"]) == (quantity.unit, quantity.op)


def _measures(scores: Scores, document: str, rows: list[Row], found: Found) -> None:
    """Anchors pair where start or stop of the verb agree; slots are judged on the pairs."""
    free = list(found.measures)
    for row in rows:
        pair = _best_pair(row, free)
        if pair is None:
            scores.missed("measure anchor", document, f"{row['verb']} | {row['object']}")
            continue
        free.remove(pair)
        scores.hit("measure anchor", document)
        scores.hit(f"measure rule {pair.rule}", document)
        label = f"{row['verb']} | {row['object']}"
        scores.judge("measure object", document, label, pair.object, right=pair.raw_stop == row["object_raw_stop"])
        scores.judge("measure status", document, (label, row["status"]), (label, pair.status))
    for pair in free:
        scores.surplus("measure anchor", document, f"{pair.verb} | {pair.object}")
        scores.surplus(f"measure rule {pair.rule}", document, f"{pair.verb} | {pair.object}")


def _best_pair(row: Row, measures: list[Measure]) -> Measure | None:
    start, stop = row["verb_raw_start"], row["verb_raw_stop"]
    both = [m for m in measures if (m.verb_raw_start, m.verb_raw_stop) == (start, stop)]
    either = [m for m in measures if m.verb_raw_start == start or m.verb_raw_stop == stop]
    return next(iter(both or either), None)


def _themes(scores: Scores, document: str, rows: list[Row], found: Found) -> None:
    """Leaf themes of each unit: those whose evidence lies in the unit."""
    places = list(_evidence_places(found))
    for row in rows:
        seen = {theme for theme, start, stop in places if row["raw_start"] <= start and stop <= row["raw_stop"]}
        wanted = set(row["themes"])
        place = f"{row['raw_start']}"
        for theme in sorted(seen & wanted):
            scores.hit("theme leaf", document)
            scores.hit(f"theme {theme}", document)
        for theme in sorted(seen - wanted):
            scores.surplus("theme leaf", document, f"{theme} at {place}")
            scores.surplus(f"theme {theme}", document, place)
        for theme in sorted(wanted - seen):
            scores.missed("theme leaf", document, f"{theme} at {place}")
            scores.missed(f"theme {theme}", document, place)


def _evidence_places(found: Found) -> Iterable[tuple[str, int, int]]:
    spans = {paragraph.paragraph_id: paragraph.spans for paragraph in found.paragraphs}
    for tag in found.tags:
        for evidence in tag.evidence:
            yield tag.theme_id, *raw_range(spans[tag.paragraph_id], evidence.start, evidence.stop)


def _programmes(scores: Scores, document: str, names: list[str], found: Found) -> None:
    """Names as such: punctuation and spaces do not tell two apart."""
    wanted = {_folded(name): name for name in names}
    seen = {_folded(mention.normal): mention.text for mention in found.mentions if mention.type == "programme"}
    for key, name in wanted.items():
        if key in seen:
            scores.hit("programme", document)
        else:
            scores.missed("programme", document, name)
    for key in sorted(seen.keys() - wanted.keys()):
        scores.surplus("programme", document, seen[key])


def _folded(name: str) -> str:
    return regex.sub(r"[\p{P}\p{Z}\s]+", "", name).lower()


def _lines(scores: Scores, document: str, key: Row, found: Found) -> None:
    """Each non-blank character of a labelled line: is it where the label says? Then the metadata."""
    places = _places(found)
    for line in key["lines"]:
        if line["label"] == "free":
            continue
        wrong: dict[str, int] = {}
        for at in range(line["raw_start"], line["raw_stop"]):
            place = places.get(at)
            if place is None:
                continue  # a blank
            if place in RIGHT_PLACES[line["label"]]:
                scores.hit("line characters", document)
            else:
                wrong[place] = wrong.get(place, 0) + 1
        for place, count in sorted(wrong.items()):
            span = f"{line['label']} {line['raw_start']}-{line['raw_stop']}"
            scores.wrong("line characters", document, count, span, place)
    _metadata(scores, document, key.get("metadata", {}), found.article)


RIGHT_PLACES = {
    "body": {"body"},
    "heading": {"heading"},
    "caption": {"caption"},
    "title": {"meta"},
    "meta": {"meta"},
    "drop": {"drop"},
}


def _places(found: Found) -> dict[int, str]:
    """Raw offset of each non-blank character to body, heading, caption, meta or drop."""
    places = {}
    for removed in found.removed:
        place = "meta" if removed.kind in {"metadata", "credits"} else "drop"
        for at, character in enumerate(removed.text, removed.raw_start):
            if not character.isspace():
                places[at] = place
    for paragraph in found.paragraphs:
        for span in paragraph.spans:
            for at in range(span.raw_start, span.raw_stop):
                inside = paragraph.text[span.start + at - span.raw_start] if span.linear else "x"
                if not inside.isspace():
                    places[at] = paragraph.kind
    return places


def _metadata(scores: Scores, document: str, wanted: Row, article: Article) -> None:
    """The page's own facts; a name is right when the shorter of the two is part of the longer."""
    found = {
        "title": article.title,
        "source": article.publisher,
        "organ": article.organ,
        "region": article.region_code,
        "script": article.script,
        "origin_url": article.origin_url,
    }
    for slot, value in found.items():
        if slot in wanted:
            right = _same_name(wanted[slot], value) if slot in {"title", "organ", "source"} else wanted[slot] == value
            scores.judge(f"metadata {slot}", document, wanted[slot], value, right=right)
    if "published" in wanted:
        day = article.published_on.isoformat() if article.published_on else ""
        length = {"day": 10, "month": 7, "year": 4}.get(article.published_precision or "", 0)
        scores.judge("metadata published", document, wanted["published"], day[:length] or None)


def _same_name(wanted: str | None, found: str | None) -> bool:
    if not wanted or not found:
        return not wanted and not found
    shorter, longer = sorted((_folded(wanted), _folded(found)), key=len)
    return shorter in longer


JUDGES: dict[str, Callable[[Scores, str, Any, Found], None]] = {
    "lines": _lines,
    "quantities": _quantities,
    "measures": _measures,
    "themes": _themes,
    "programmes": _programmes,
}
