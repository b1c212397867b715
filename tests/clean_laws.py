"""The laws of cleaning over one text, and inputs broken in every way: for the tests, and by itself for many.

python -m tests.clean_laws 10000
"""

import random
import resource
import sys
import time
from bisect import bisect_left
from collections import Counter
from itertools import islice, takewhile
from pathlib import Path

from etl.clean.article import clean_text
from etl.clean.page import read
from etl.clean.restore import restored
from etl.parse import process
from etl.records import SetAside

ROOT = Path(__file__).resolve().parents[1]
FUZZED = 10_000
SECONDS, MEGABYTES = 2.0, 512


def hold(text, lines=None, meta=()):
    """Laws 1 and 2 of the contract over one text; False where it was set aside."""
    try:
        parts = clean_text(text, lines, None, dict(meta), article_id="a1")
    except SetAside:
        return False
    owners = [0] * len(text)
    edits = sorted(parts.edits, key=lambda edit: edit.raw_start)
    for row in parts.removed:
        assert row.text == text[row.raw_start : row.raw_stop]
        for at in range(row.raw_start, row.raw_stop):
            owners[at] += 1
    for block in parts.blocks:
        for span in block.spans:
            for at in range(span.raw_start, span.raw_stop):
                owners[at] += 1
        assert replayed(text, block, edits) == block.original == block.text
        assert block.original.strip()
        assert block.script in {"hans", "hant", "mixed"}
        assert all(0 <= start < stop <= len(block.text) for start, stop in block.damage)
    assert all(count <= 1 for count in owners), "a character with two places"
    assert all(count == 1 or character.isspace() for count, character in zip(owners, text, strict=True)), "lost"
    assert [block.position for block in parts.blocks] == list(range(len(parts.blocks)))
    return True


def replayed(text, block, edits):
    """The raw characters of the block's spans with the edits (by raw_start) inside them."""
    out = []
    for span in block.spans:
        at = span.raw_start
        first = bisect_left(edits, span.raw_start, key=lambda edit: edit.raw_start)
        for edit in takewhile(lambda edit, span=span: edit.raw_start < span.raw_stop, islice(edits, first, None)):
            inside = span.raw_start <= edit.raw_start and edit.raw_stop <= span.raw_stop
            if inside and edit.before != edit.after:
                assert edit.before == text[edit.raw_start : edit.raw_stop]
                assert edit.raw_start >= at, "two edits of one character"
                out += [text[at : edit.raw_start], edit.after]
                at = edit.raw_stop
        out.append(text[at : span.raw_stop])
    return "".join(out)


# What a Markdown file may be refused for: its writer's quotes in quotes in quotes, which strewn marks make too.
TOO_DEEP = "its quotes and lists stand"


def hold_bytes(data):
    """The laws over a file; its kind, or "" where it was set aside: for what it is, never for what its parser does."""
    try:
        page = read(data)
    except SetAside as verdict:
        if "cannot be read (" in verdict.reason and TOO_DEEP not in verdict.reason:
            raise AssertionError(verdict.reason) from verdict
        return ""
    return page.media_type if hold(page.text, page.lines, page.meta) else ""


def material():
    """The files that are broken: the samples, and the real articles where they lie beside this checkout."""
    folders = [ROOT / "raw", ROOT.parent / "shared" / "seeds", ROOT.parent / "shared" / "pages" / "html"]
    paths = sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())
    files = [path.read_bytes()[:60_000] for path in paths]
    return [*files, *(marked_up(data) for data in files if is_plain(data))]


def is_plain(data):
    try:
        return read(data).media_type == "text/plain"
    except SetAside:
        return False


# What a writer of Markdown makes of a line, in turn.
WRITTEN = (
    "## {}",
    "{}",
    "- {}",
    "**{}**，见[附表](http://a.cn/{})。",
    "> {}",
    "1. {}",
    "| {} | 12个 |\n|---|---|\n| a&amp;b | {} |",
)


def marked_up(data):
    """A plain text as its writer would have it in Markdown."""
    lines = [line.strip() for line in read(data).text.split("\n") if line.strip()]
    made = (WRITTEN[at % len(WRITTEN)].replace("{}", line) for at, line in enumerate(lines))
    return ("---\ntitle: 机关党建\n---\n# " + "\n\n".join(made) + "\n").encode()


CODECS = ["utf-8", "gb18030", "big5hkscs", "utf-16", "latin-1", "cp1252"]


def fuzzed(files, number):
    """Input number so: one to three breakages, always the same for the same number."""
    dice = random.Random(number)  # noqa: S311  (dice, no secret)
    data = dice.choice(files)
    for _ in range(dice.randint(1, 3)):
        data = dice.choice(BREAKAGES)(data, files, dice)
    return data


def flipped(data, files, dice):
    out = bytearray(data)
    for _ in range(min(len(out), dice.choice([1, 5, 50, 500]))):
        out[dice.randrange(len(out))] = dice.randrange(256)
    return bytes(out)


def cut(data, files, dice):
    start, stop = sorted(dice.randrange(len(data) + 1) for _ in range(2))
    return data[start:stop] if dice.random() < 0.5 else data[:start] + data[stop:]


def spliced(data, files, dice):
    other = dice.choice(files)
    at, start = dice.randrange(len(data) + 1), dice.randrange(len(other) + 1)
    return data[:at] + other[start : start + dice.choice([10, 300, 5000])] + data[at:]


def recoded(data, files, dice):
    start, stop = sorted(dice.randrange(len(data) + 1) for _ in range(2))
    middle = data[start:stop].decode(dice.choice(CODECS), "replace").encode(dice.choice(CODECS), "replace")
    return data[:start] + middle + data[stop:]


def stuttered(data, files, dice):
    start = dice.randrange(len(data) + 1)
    piece = data[start : start + dice.choice([1, 3, 40, 400])]
    return data[:start] + piece * dice.choice([2, 30, 300]) + data[start:]


def sliced_gbk(data, files, dice):
    text = data.decode("utf-8", "replace")
    pieces = text.encode("gb18030", "replace").replace(b"\xa3\xbb", b"\xa3\xbf").split(b"\xa3\xbf")
    return "?".join(piece.decode("gb18030", "replace").replace("\ufffd", "?") for piece in pieces).encode(
        "utf-8", "replace"
    )


MARKS = [b"*", b"**", b"_", b"`", b"```\n", b"[", b"](", b")", b"![", b"> ", b"- ", b"# ", b"|", b"\n\n", b"  \n"]
MARKS += [b"<", b">", b"<!--", b"-->", b"<p>", b"</", b"&amp;", b"&#", b"\\", b"---\n", b"\t", b"    "]


def sprinkled(data, files, dice):
    """With marks of Markdown and HTML where nobody would put them."""
    for _ in range(dice.choice([1, 5, 50])):
        at = dice.randrange(len(data) + 1)
        data = data[:at] + dice.choice(MARKS) * dice.choice([1, 1, 1, 40]) + data[at:]
    return data


BREAKAGES = [flipped, cut, spliced, recoded, stuttered, sliced_gbk, sprinkled]


def main(count):
    """Break so many inputs; one line on what held, an error where something did not."""
    files, kinds, slowest = material(), Counter(), 0.0
    hold_bytes(files[0])  # patterns and tables are made once
    hold_bytes(b"<p>" + files[0])  # … also where pages are parsed
    process.SECONDS.update(page=SECONDS, markdown=SECONDS)
    restored("解??茖W")
    for number in range(count):
        started = time.process_time()
        try:
            data = fuzzed(files, number)
            kinds[hold_bytes(data)] += 1
        except (AssertionError, LookupError, ValueError, TypeError, RecursionError) as broken:
            raise SystemExit(f"input {number} breaks: {type(broken).__name__}: {broken}") from broken
        spent = time.process_time() - started
        slowest = max(slowest, spent)
        if spent > SECONDS:
            raise SystemExit(f"input {number} took {spent:.1f} s")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if peak > MEGABYTES:
        raise SystemExit(f"the inputs took {peak:.0f} MB")
    aside = kinds.pop("", 0)
    articles = ", ".join(f"{number} {kind}" for kind, number in kinds.most_common())
    print(f"{count} inputs: {articles}; {aside} set aside; slowest {slowest:.2f} s, peak {peak:.0f} MB")  # noqa: T201


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else FUZZED)
