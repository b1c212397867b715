"""Pages and Markdown made to hold up or burst their parser: each ends within its limit, read or set aside with why."""

import hashlib
import re
import time
from pathlib import Path

import pytest

from etl.clean import clean
from etl.clean.page import read
from etl.frames import frame
from etl.parse import process
from etl.records import RawFile, SetAside

SECONDS = 2.0  # what a file is given here; the product gives ten times as much
SLACK = 1.5  # of our own: decoding, refusing, checking the answer
SENTENCE = "各支部逐条对照检查，边学边改。"


def html(source):
    return ("<html>" + source).encode()


def markdown(source):
    return f"# 机关党建\n\n{SENTENCE}\n\n{source}".encode()


FILES = {
    "a million attributes": lambda: html("<p " + "a=b " * 1_000_000 + ">" + SENTENCE),
    "a million different attributes": lambda: html("<p " + " a".join(map(str, range(1_000_000))) + ">" + SENTENCE),
    "a quote that never closes": lambda: html(SENTENCE + "<p a='" + "x" * 7_000_000),
    "100,000 nested divs": lambda: html("<div>" * 100_000 + SENTENCE),
    "100,000 nested divs with prose": lambda: html(f"<div>{SENTENCE}" * 100_000),
    "400,000 paragraphs": lambda: html(SENTENCE + "<p>党" * 400_000),
    "one line of 50 MB": lambda: html(SENTENCE * 1_200_000),
    "one line of 7 MB": lambda: html(SENTENCE * 160_000),
    "1.5 million entities": lambda: html(SENTENCE + "&amp;" * 1_500_000),
    "2.5 million halves of entities": lambda: html(SENTENCE + "&am" * 2_500_000),
    "comments that never close": lambda: html("<!-- " * 1_000_000 + SENTENCE),
    "7 MB of white space": lambda: html(f"<p>{' ' * 3_500_000}{SENTENCE}{chr(10) * 3_500_000}"),
    "Markdown: one line of 10 MB": lambda: markdown(SENTENCE * 240_000),
    "Markdown: 700,000 entities": lambda: markdown("&amp;" * 700_000),
    "Markdown: brackets that never close": lambda: markdown("[" * 3_000_000),
    "Markdown: links that never close": lambda: markdown("[a](" * 900_000),
    "Markdown: links in links": lambda: markdown("[" * 20_000 + "a" + "](b)" * 20_000),
    "Markdown: pictures that never close": lambda: markdown("![" * 500_000),
    "Markdown: stars that never close": lambda: markdown("*a**b" * 500_000),
    "Markdown: ticks of every length": lambda: markdown("".join("`" * at + "a" for at in range(1, 2500))),
    "Markdown: a table of 400,000 columns": lambda: markdown("|a" * 400_000 + "\n" + "|-" * 400_000),
    "Markdown: 200,000 names of links": lambda: markdown("".join(map("[{}]: /b\n".format, range(200_000)))),
    "Markdown: comments in a block": lambda: markdown("<div>\n" + "<!-- " * 700_000),
    "Markdown: quotes in quotes": lambda: markdown(">" * 3_000_000 + SENTENCE),
    "Markdown: a million lines": lambda: markdown("党\n" * 1_000_000),
}  # fmt: skip


@pytest.fixture(autouse=True)
def hurried(monkeypatch):
    monkeypatch.setattr(process, "SECONDS", dict.fromkeys(process.SECONDS, SECONDS))


def seconds_of(number):
    """What a process has used of the processor so far."""
    told = Path(f"/proc/{number}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    return (int(told[11]) + int(told[12])) / 100


def read_or_reason(data):
    """The text of a file; where it is set aside for one of the reasons that such a file may have, a text too."""
    try:
        return read(data).text
    except SetAside as verdict:
        found = re.fullmatch(r"The .{0,80}(?:more than|deep in one another|holds no text).{0,200}[.]", verdict.reason)
        return SENTENCE if found else verdict.reason


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_read_or_set_aside_within_its_limit(name):
    data = FILES[name]()
    read(html(SENTENCE))  # the parser is there, and loaded
    used, started = seconds_of(process.PARSER.number), time.process_time()
    number = process.PARSER.number
    assert SENTENCE in read_or_reason(data)
    if process.PARSER.number == number:
        assert seconds_of(number) - used < SECONDS + 0.5
    assert time.process_time() - started < SLACK + SECONDS
    assert SENTENCE in read(html(SENTENCE)).text


def test_the_reason_stands_among_the_rejects_and_the_other_files_are_read(tmp_path):
    files = {"a.html": html(f"<p>{SENTENCE}"), "b.md": markdown("![" * 500_000), "c.html": html(f"<p>{SENTENCE}")}
    rows = []
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
        rows.append(RawFile(name, "x", hashlib.sha256(data).hexdigest(), len(data)))
    done = clean(frame(RawFile, rows), tmp_path, "rules")
    assert done.articles["raw_path"].to_list() == ["a.html", "c.html"]
    reason = "its parsing takes more than 2 seconds of the processor"
    told = f"The file is a Markdown file that cannot be read ({reason}): save its text and drop that in."
    assert done.rejects.select("raw_path", "reason").rows() == [("b.md", told)]
    assert done.rejects["raw_sha256"].to_list() == [hashlib.sha256(files["b.md"]).hexdigest()]
