"""Shadow: give a text a twin of equal length in which rules may look, whatever its script.

Character `i` of the shadow stands for character `i` of the text, so offsets hold. The shadow is for
matching only; what is stored is never taken from it.

The table `shadow.tsv` (Traditional, Simplified, and whether the Simplified form is never used in a
Traditional text) is made from OpenCC's character tables (Apache-2.0), first choice of each row:

    python -m etl.lexicon.shadow FOLDER_OF_TSCharacters.txt > src/etl/lexicon/shadow.tsv
"""

from __future__ import annotations

import csv
import sys
from functools import cache, lru_cache
from pathlib import Path

from etl.lexicon.characters import Kinds, Twins

TABLE = Path(__file__).with_name("shadow.tsv")
FULL_WIDTH = {code: ord(chr(code - 0xFEE0).lower()) for code in range(0xFF01, 0xFF5F)}
LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}
PLAIN: dict[str, int | str] = {
    "\u3000": " ",
    "\xa0": " ",
    "\t": " ",
    "\n": " ",
    "\r": " ",
    "﹔": ";",
    "﹕": ":",
    "﹐": ",",
    "【": "[",
    "】": "]",
    "〔": "[",
    "〕": "]",
    "［": "[",
    "］": "]",
    "︰": ":",
    "∶": ":",
    "丨": "|",
    "｜": "|",
    "│": "|",
    "┃": "|",
    "»": ">",
    "›": ">",
}


@cache
def rows() -> tuple[tuple[str, str, bool], ...]:
    """Traditional character, Simplified character, and whether the latter is Simplified only."""
    with TABLE.open(encoding="utf-8", newline="") as table:
        return tuple((row["hant"], row["hans"], row["only"] == "1") for row in csv.DictReader(table, delimiter="\t"))


@cache
def _folds() -> dict[int, int | str]:
    simplified: dict[int, int | str] = {ord(hant): hans for hant, hans, _ in rows()}
    return {**simplified, **FULL_WIDTH, **LOWER, **str.maketrans(PLAIN)}


@cache
def _twins() -> Twins:
    folds = _folds()
    return Twins(lambda char: char.translate(folds))


FEW = 48  # characters: a shorter text is folded one by one, which is faster there


def shadow(text: str) -> str:
    """The text with Traditional characters simplified one by one, full-width marks made ASCII, in lower case.

    >>> shadow("編輯：孫麗　　責編")
    '编辑:孙丽  责编'
    """
    if text.isascii():
        return text.lower()
    return text.translate(_folds()) if len(text) < FEW else _twins()(text)


@lru_cache(maxsize=2)
def page_shadow(text: str) -> str:
    """The shadow of a whole page, kept while the page is read: several rules ask for it."""
    return shadow(text)


@cache
def signs() -> tuple[frozenset[str], frozenset[str]]:
    """What only a Traditional, and what only a Simplified text holds; of the basic plane only, others are rare."""
    hant = frozenset(hant for hant, _, _ in rows() if hant < "\uffff")
    return hant, frozenset(hans for _, hans, only in rows() if only and hans < "\uffff")


def script_of(text: str) -> str | None:
    """`hans`, `hant` or `mixed` by counting what only one script has; None where nothing decides.

    One part in five of the other script is still residue: machine conversion leaves 干, 后 or 证 behind.

    >>> script_of("機關黨建"), script_of("机关党建"), script_of("三月")
    ('hant', 'hans', None)
    """
    if len(text) < FEW:
        return script(*(sum(map(sign.__contains__, text)) for sign in signs()))
    found = _kinds().of(text)
    return script(found.count("hant"), found.count("hans"))


@cache
def _kinds() -> Kinds:
    hant, hans = signs()
    return Kinds({"hant": hant.__contains__, "hans": hans.__contains__})


def script(hant: int, hans: int) -> str | None:
    """The script of a text that holds so many characters that only the one, and only the other has."""
    if not hant + hans:
        return None
    share = hant / (hant + hans)
    return "hant" if share >= 0.8 else "hans" if share <= 0.2 else "mixed"


def made(folder: Path) -> list[tuple[str, str, str]]:
    """The table's rows, from OpenCC's `TSCharacters.txt` and `STCharacters.txt`."""
    simple = _choices(folder / "TSCharacters.txt")
    full = _choices(folder / "STCharacters.txt")
    last = {hant: simple.get(choices[0], choices)[0] for hant, choices in simple.items()}  # 薴 is 苧 is 苎
    single = ((hant, hans) for hant, hans in sorted(last.items()) if hans != hant)
    return [
        (hant, hans, "1" if hans not in full.get(hans, [hans]) and not _in_big5(hans) else "0")
        for hant, hans in single
        if len(hant) == len(hans) == 1
    ]


def _in_big5(character: str) -> bool:
    """Whether Traditional texts print it: 群 and 么 are there, though OpenCC would write 羣 and 麼."""
    try:
        return bool(character.encode("big5"))
    except UnicodeEncodeError:
        return False


def _choices(path: Path) -> dict[str, list[str]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return {line.split("\t")[0]: line.split("\t")[1].split(" ") for line in lines if "\t" in line}


if __name__ == "__main__":
    sys.stdout.write("\n".join("\t".join(row) for row in [("hant", "hans", "only"), *made(Path(sys.argv[1]))]) + "\n")
