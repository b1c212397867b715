"""Version the rules, step by step: hashes of everything of ours and of others' that decides what rows come out.

A change in a step's rules changes its part and leaves the parts before it: what those steps gave still stands.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from itertools import zip_longest
from pathlib import Path

from etl.lexicon.words import user_words

# What touches a text between raw bytes and rows; a change in the warehouse's own rooms changes no row.
ROOMS = {
    "clean": ("clean", "parse", "sources"),
    "convert": ("convert",),
    "segment": ("segment",),
    "extract": ("extract",),
}
GROUND = ("binding.py", "frames.py", "identity.py", "records.py", "text.py")
KINDS = {".py", ".tsv", ".toml", ".txt", ".json"}
PACKAGES = {
    "clean": ("lxml", "markdown-it-py", "pypdfium2", "python-docx", "readability-lxml", "trafilatura"),
    "convert": ("opencc-python-reimplemented",),
    "segment": ("jieba",),
}

# Files of the lexicon that no step reads before this one, by stem; what is not named here may be read by the first.
# Themes, slogans and allusions reach segment too, as words: it asks for the words, not for the files.
READ_FROM = {
    "convert": ("corrections",),
    "segment": ("words",),
    "extract": (
        "adverbs",
        "allusions",
        "approximators",
        "bodies",
        "counting",
        "eras",
        "guards",
        "head_endings",
        "headings",
        "heads",
        "hollow_nouns",
        "hollow_quotes",
        "meetings",
        "metaphors",
        "no_subject_openers",
        "organs",
        "persons",
        "programmes",
        "region_aliases",
        "region_guards",
        "regions",
        "slogans",
        "status_cues",
        "theme_terms",
        "themes",
        "traps",
        "units",
        "verbs",
    ),
}


def rules_version(step: str = "extract") -> str:
    """A part for each step up to this one, `code.words`: six hex digits of its code and packages, six of its tables."""
    steps = list(ROOMS)
    return "-".join(_part(name) for name in steps[: steps.index(step) + 1])


def first_changed(before: str, now: str) -> str | None:
    """The first step whose rules differ between two versions; None where none does.

    >>> first_changed("aa-bb-cc-dd", "aa-bb-cc-ee")
    'extract'
    """
    parts = zip_longest(ROOMS, before.split("-"), now.split("-"))
    return next((step or "clean" for step, one, other in parts if one != other), None)


@cache
def _part(step: str) -> str:
    code, words = hashlib.sha256(), hashlib.sha256()
    for path in sorted(_files(step)):
        digest = code if path.suffix == ".py" else words
        digest.update(path.relative_to(_home()).as_posix().encode() + b"\0" + _said(path) + b"\0")
    for package in PACKAGES.get(step, ()):
        code.update(f"{package}=={version(package)}".encode())
    if step == "segment":
        words.update(repr(user_words()).encode())
    return f"{code.hexdigest()[:6]}.{words.hexdigest()[:6]}"


def _said(path: Path) -> bytes:
    """What a file says to the steps: of a source all but where its pages are fetched from."""
    if path.parent.name != "sources" or path.suffix != ".toml":
        return path.read_bytes()
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return json.dumps({key: table[key] for key in sorted(set(table) - {"web"})}, default=str).encode()


def _home() -> Path:
    return Path(__file__).parent


def _files(step: str) -> Iterator[Path]:
    """The step's rooms, and its share of the lexicon; the first step has the ground too."""
    for room in ROOMS[step]:
        yield from (path for path in (_home() / room).rglob("*") if path.suffix in KINDS)
    later = {stem for stems in READ_FROM.values() for stem in stems}
    for path in (_home() / "lexicon").rglob("*"):
        known = path.stem in READ_FROM[step] if step in READ_FROM else path.stem not in later
        if path.suffix in KINDS and known:
            yield path
    if step == "clean":
        yield from (_home() / name for name in GROUND)
