"""Build: turn the annotated samples (`*.toml`) into the answer key (`*.json`).

An annotation quotes the text in simplified script, in the order of the text; here each quote is
found in the raw text, which gives its offsets (characters of the decoded file). Line breaks that the
layout put inside a quote, and script, do not matter. A quote that is not found stops the build.

    lines       "12-16 body"                          numbers of the file's lines, from 1, and their label
    quantities  "近3000人次 | 3000 | 人次 | lt | outcome | 听讲"      a value may be "3-5" (range) or "1/3" of 100 %;
                "旁听[12个] | …"                        brackets mark the span where it alone would not be clear;
                a role "optional" is a row that may be found or not
    measures    "done | 派出 | 旁听小组12个"             status, verb, object
    themes      "抓牢关键少数。 | idea.theory pol.loyalty"   from this quote to the next one, or to the line's end;
                "他说…再见。 | …"                      with …, from the first quote to the end of the second
    programmes  names, simplified

Only lines and metadata must be there; a part that is left out is not judged.

    python tests/answers/build.py         # writes lines, quantities, measures, themes, programmes .json

There are two keys: the samples' beside this file, and in `heldout/` that of texts in other registers,
annotated before any extractor had read them (`docs/samples.md` says what each has been used for).
"""

from __future__ import annotations

import json
import re
import tomllib
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from opencc import OpenCC

HERE = Path(__file__).parent
RAW = HERE.parents[1] / "raw"
KEYS = {HERE: RAW, HERE / "heldout": HERE / "heldout/texts"}  # annotations, and where their texts lie
Row = dict[str, Any]


class Sample(NamedTuple):
    """An annotated sample: its id, the decoded raw text, and the same in simplified script."""

    name: str
    file: str
    raw: str
    plain: str
    key: Row


def samples(home: Path = HERE) -> list[Sample]:
    """Every annotation in the folder of a key, once for each file that holds its text."""
    found = []
    for path in sorted(home.glob("*.toml")):
        key = tomllib.loads(path.read_text(encoding="utf-8"))
        for copy in key["copies"]:
            raw = (KEYS[home] / copy["file"]).read_bytes().decode(copy.get("encoding", "utf-8"))
            found.append(Sample(Path(copy["file"]).stem, copy["file"], raw, _simplified(raw), key | copy))
    return sorted(found, key=lambda sample: sample.name)


def built(home: Path = HERE) -> dict[str, Any]:
    """The key's files: name to content."""
    texts = samples(home)
    return {
        "lines": {text.name: lines(text) for text in texts},
        "quantities": [row for text in texts for row in quantities(text)],
        "measures": [row for text in texts for row in measures(text)],
        "themes": [row for text in texts for row in themes(text)],
        "programmes": {text.name: text.key["programmes"] for text in texts if "programmes" in text.key},
    }


def lines(text: Sample) -> Row:
    """The sample's metadata, and each of its lines that is not blank with its label."""
    labels: dict[int, str] = {}
    for entry in text.key["lines"]:
        numbers, label = entry.split()
        first, _, last = numbers.partition("-")
        labels |= dict.fromkeys(range(int(first), int(last or first) + 1), label)
    rows, start = [], 0
    for number, line in enumerate(text.raw.split("\n"), 1):
        stop = start + len(line.rstrip("\r"))
        if line.strip():
            rows.append({"line": number, "raw_start": start, "raw_stop": stop, "label": labels[number]})
        start += len(line) + 1
    return {"file": text.file, "metadata": text.key["metadata"], "lines": rows}


def quantities(text: Sample) -> list[Row]:
    """The quantities, each found after the one before it."""
    rows, at = [], 0
    for entry in text.key.get("quantities", []):
        quote, value, unit, op, role, counted = _fields(entry, 6)
        start, stop = _find(text, quote, at, before=r"(?<![\d.])")
        low, high = _values(value)
        row = {"seed": text.name, "text": text.raw[start:stop], "value": low, "unit": unit, "op": op, "role": role}
        row |= {"counted": counted, "raw_start": start, "raw_stop": stop, "must": role != "optional"}
        rows.append(row | ({"value_high": high} if high is not None else {}))
        at = stop
    return rows


def measures(text: Sample) -> list[Row]:
    """The measures, each found after the verb before it."""
    rows, at = [], 0
    for entry in text.key.get("measures", []):
        status, verb, quote = _fields(entry, 3)
        verb_start, verb_stop, start, stop = _find_act(text, verb, quote, at)
        row = {"seed": text.name, "verb": verb, "verb_raw_start": verb_start, "verb_raw_stop": verb_stop}
        row |= {"object": _joined(text.plain[start:stop]), "object_raw_start": start, "object_raw_stop": stop}
        rows.append(row | {"status": status})
        at = verb_stop
    return rows


def themes(text: Sample) -> list[Row]:
    """The units of text and their leaf themes."""
    starts, at = [], 0
    for entry in text.key.get("themes", []):
        quote, labels = _fields(entry, 2)
        first, _, last = quote.partition("…")
        start, _ = _find(text, first, at)
        starts.append((start, _find(text, last, start)[1] if last else None, labels.split()))
        at = start + 1
    rows = []
    for (start, stop, leaves), following in pairwise([*starts, (len(text.raw), None, [])]):
        line_stop = text.raw.find("\n", start) + 1 or len(text.raw)
        end = stop or min(line_stop, following[0])
        rows.append({"seed": text.name, "themes": leaves, "raw_start": start, "raw_stop": end})
    return rows


def _fields(entry: str, count: int) -> list[str]:
    fields = [field.strip() for field in entry.split("|")]
    if len(fields) != count:
        raise ValueError(f"give {count} fields, separated by |: {entry}")
    return fields


def _values(value: str) -> tuple[float, float | None]:
    """`3` is (3, None), `3-5` is (3, 5), `1/3` is a share in per cent."""
    if "/" in value:
        part, whole = map(float, value.split("/"))
        return 100 * part / whole, None
    low, _, high = value.partition("-")
    return float(low), float(high) if high else None


def _find(text: Sample, quote: str, at: int, before: str = "") -> tuple[int, int]:
    """The span of the quote, or of its part in brackets, from `at` on."""
    left, bracket, rest = quote.partition("[")
    inner, _, right = rest.partition("]") if bracket else (quote, "", "")
    head = _loose(left) if bracket else ""
    pattern = f"{head}{before}(?P<span>{_loose(inner)}){_loose(right)}"
    found = re.compile(pattern).search(text.plain, at)
    if found is None:
        raise LookupError(f"{text.name}: not found after {at}: {quote}")
    return found.span("span")


def _find_act(text: Sample, verb: str, quote: str, at: int) -> tuple[int, int, int, int]:
    pattern = rf"(?P<verb>{_loose(verb)})\s*(?:了|过|着|的)?\s*(?P<object>{_loose(quote)})"
    found = re.compile(pattern).search(text.plain, at)
    if found is None:
        raise LookupError(f"{text.name}: not found after {at}: {verb} | {quote}")
    return *found.span("verb"), *found.span("object")


WIDTHS = str.maketrans("，：；（）！？﹔", ",:;()!?;")


def _loose(quote: str) -> str:
    """A pattern for the quote that allows blanks between any two characters."""
    return r"\s*".join(re.escape(character) for character in quote.translate(WIDTHS) if not character.isspace())


@cache
def _converter() -> OpenCC:
    return OpenCC("tw2s")


def _simplified(raw: str) -> str:
    """The raw text, character by character in simplified script and with ASCII marks."""
    plain = "".join(_converter().convert(character) for character in raw).translate(WIDTHS)
    if len(plain) != len(raw):
        raise ValueError("conversion must keep every character's place")
    return plain


def _joined(quote: str) -> str:
    """The quote without the line breaks that the layout put into it."""
    return re.sub(r"\s*\n\s*", "", quote)


def main() -> None:
    """Write the five files of each key."""
    for home in KEYS:
        for name, content in built(home).items():
            text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
            (home / f"{name}.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
