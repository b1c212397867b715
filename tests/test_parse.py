"""Files of others are parsed in a process of its own: it stays, it is limited, and nothing that it does reaches us."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from array import array
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest
from test_formats import LEFT, columns, pdf, word
from test_markdown import ARTICLE as MARKDOWN
from test_page import ARTICLE as PAGE

from etl.clean.page import read
from etl.parse import Parsed, Row, Unparsed, child, parse, process, wire
from etl.parse.parsed import packed, unpacked
from etl.records import SetAside

PAGES = {"page": PAGE.encode(), "markdown": MARKDOWN.encode()}
LIBRARIES = ("lxml", "readability", "trafilatura", "markdown_it", "docx", "pypdfium2")
SOURCE = "<p>云岭县直机关工委办班12期。</p>"


@pytest.fixture
def parser(monkeypatch):
    """A process of this test's own, which is ended with it."""
    own = process.Parser()
    monkeypatch.setattr(process, "PARSER", own)
    yield own
    own.close()


def page_of(source=SOURCE):
    return parse("page", source.encode(), len(source)).text


def alive(number):
    """Whether a process runs; one that ended and was not waited for does not."""
    try:
        said = Path(f"/proc/{number}/stat").read_text(encoding="utf-8")
    except OSError:
        return False
    return said.rsplit(")", 1)[1].split()[0] not in "ZX"


def ends(number, seconds=20.0):
    until = time.monotonic() + seconds
    while alive(number) and time.monotonic() < until:
        time.sleep(0.05)
    return not alive(number)


@pytest.mark.parametrize("kind", PAGES)
def test_the_process_says_what_its_parser_says(kind):
    data = PAGES[kind]
    assert parse(kind, data, len(data.decode())) == child.PARSERS[kind](data)


def test_one_process_reads_file_after_file(parser):
    page_of()
    first = parser.number
    assert first != os.getpid()
    assert page_of() == page_of("<p>云岭县直机关工委</p><p>办班12期。</p>")
    assert parser.number == first


def test_plain_text_needs_no_process(parser):
    read("云岭县直机关工委办班12期。\n一、抓学习".encode())
    assert parser.number is None


def test_what_parses_is_loaded_there_and_never_here():
    """In a process that read all kinds of files no library that parses them is loaded; nor is anything unpickled."""
    files = [*PAGES.values(), pdf(columns((60, LEFT))), word(("Normal", LEFT[0]))]
    code = f"""
import sys, pickle
pickle.Unpickler = pickle.load = pickle.loads = None
from etl.clean.page import read
for data in {files!r}:
    read(data)
print([name for name in {LIBRARIES!r} if name in sys.modules])
"""
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert said.stdout.strip() == "[]"


def test_the_process_loads_nothing_that_it_does_not_need():
    code = """
import sys
from etl.parse import child
for kind, data in (("page", b"<p>x</p>"), ("markdown", b"# x")):
    child.PARSERS[kind](data)
print([name for name in ("polars", "pyarrow", "duckdb", "prefect", "numpy", "etl.records") if name in sys.modules])
"""
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert said.stdout.strip() == "[]"


def test_a_secret_of_the_environment_is_not_handed_on(parser, monkeypatch):
    monkeypatch.setenv("ETL_ALARM_URL", "https://alarm.example/token")
    page_of()
    assert b"token" not in Path(f"/proc/{parser.number}/environ").read_bytes()


# The parsers of a test: what a hostile file could make of one, without its bytes.
HOSTILE = {
    "spins": "while True: pass",
    "sleeps": "time.sleep(600)",
    "hoards": "held = bytearray(4 << 30)",
    "nests": "nest = lambda n: nest(n + 1); nest(0)",
    "aborts": "os.abort()",
    "leaves": "os._exit(7)",
    "writes": "open('/tmp/written-by-a-page', 'wb').write(bytes(100000))",
    "lies": "return Parsed('党建', [Row(0, 5)])",
    "babbles": "return Parsed('党建', 'no rows')",
}
SAID = {
    "spins": "more than 0.5 seconds of the processor",
    "sleeps": "does not end within 3 seconds",
    "hoards": "more than 1,024 MB of memory",
    "nests": "RecursionError: maximum recursion depth exceeded",
    "aborts": "its parser is ended by SIGABRT",
    "leaves": "its parser ends with 7",
    "writes": "OSError: [Errno 27] File too large",
    "lies": "no answer of a parser: it contradicts itself",
    "babbles": "no answer of a parser: Row.__new__() missing 1 required positional argument: 'stop'",
}


@pytest.fixture
def hostile(request, parser, monkeypatch):
    """A parser of each kind of harm, in a process that knows them; half a second is given to each."""
    parsers = "".join(
        f"def {name}(data):\n    {body}\nchild.PARSERS[{name!r}] = {name}\n" for name, body in HOSTILE.items()
    )
    start = (
        "import os, sys, time; sys.path.insert(0, sys.argv[1]); from etl.parse import Parsed, Row, child\n"
        f"{parsers}child.main(*map(int, sys.argv[2:]))"
    )
    monkeypatch.setattr(process, "START", start)
    monkeypatch.setattr(process, "SECONDS", {**dict.fromkeys(HOSTILE, 0.5), "page": 20.0})
    hanging = 3.0 if request.node.callspec.params["harm"] == "sleeps" else process.HANGING
    monkeypatch.setattr(process, "HANGING", hanging)
    return parser


@pytest.mark.parametrize("harm", HOSTILE)
def test_a_harm_has_its_reason_and_the_next_page_is_read(hostile, monkeypatch, harm):
    with pytest.raises(Unparsed) as verdict:
        parse(harm, b"", 0)
    assert SAID[harm] in str(verdict.value)
    monkeypatch.setattr(process, "HANGING", 600.0)
    assert page_of() == "云岭县直机关工委办班12期。"


def test_a_reason_is_one_sentence_that_says_what_to_do(parser, monkeypatch):
    monkeypatch.setattr(process, "SECONDS", {"page": 0.001})
    with pytest.raises(SetAside) as verdict:
        read(("<html>" + SOURCE * 40_000).encode())
    assert (
        verdict.value.reason
        == (
            "The file is a web page that cannot be read (its parsing takes more than 0.001 seconds of the processor):"
            " save its text and drop that in."
        )
        or "does not end within 0.005 seconds" in verdict.value.reason
    )


def test_one_that_somebody_ended_is_started_again(parser):
    page_of()
    os.kill(parser.number, signal.SIGKILL)
    assert page_of() == "云岭县直机关工委办班12期。"


def test_one_that_has_grown_is_followed_by_a_fresh_one(parser, monkeypatch):
    monkeypatch.setattr(
        process, "START", process.START.replace("main;", "main, __name__; import etl.parse.child as c; c.GROWN = 0;")
    )
    page_of()
    assert parser.number is None
    assert page_of() == "云岭县直机关工委办班12期。"


def test_one_that_a_large_process_started_has_not_grown():
    """The system counts what whoever started a process held at that moment as the most that it held itself."""
    code = """
from etl.parse import parse, process
held = b"x" * (500 << 20)
parse("page", b"<p>x</p>", 8)
first = process.PARSER.number
parse("page", b"<p>x</p>", 8)
print(first is not None and first == process.PARSER.number)
"""
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert said.stdout.strip() == "True"


def test_one_that_cannot_start_says_why(parser, monkeypatch):
    monkeypatch.setattr(process, "START", "raise ImportError('no module etl')")
    with pytest.raises(ChildProcessError, match="does not start: ImportError: no module etl"):
        page_of()


def test_an_interrupted_question_leaves_no_answer_for_the_next(parser, monkeypatch):
    page_of()
    receive = wire.receive
    monkeypatch.setattr(wire, "receive", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        page_of("<p>谁也没有取走的回答</p>")
    monkeypatch.setattr(wire, "receive", receive)
    assert page_of() == "云岭县直机关工委办班12期。"


def test_threads_take_turns(parser):
    sources = [f"<p>支部办班{number}期。</p>" for number in range(40)]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(page_of, sources)) == [source[3:-4] for source in sources]


def in_a_pool(number):
    text = page_of(f"<p>支部办班{number}期。</p>")
    return text, process.PARSER.number


def test_each_worker_of_a_pool_has_its_own_and_takes_it_along():
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        said = list(pool.map(in_a_pool, range(12)))
    assert [text for text, _ in said] == [f"支部办班{number}期。" for number in range(12)]
    assert all(ends(number) for _, number in said)


def test_a_copy_of_a_process_starts_its_own(parser):
    page_of()
    first, (told, tell) = parser.number, os.pipe()
    copy = os.fork()
    if not copy:
        os.write(tell, json.dumps([page_of("<p>副本</p>"), process.PARSER.number]).encode())
        os._exit(0)
    os.waitpid(copy, 0)
    text, number = json.loads(os.read(told, 1000))
    assert (text, number == first) == ("副本", False)
    assert page_of() == "云岭县直机关工委办班12期。"
    assert parser.number == first
    assert ends(number)


@pytest.mark.parametrize("kind", ["page", "pdf"], ids=["idle", "in the middle of a file"])
def test_it_ends_with_a_worker_that_is_killed(kind):
    """Also in the middle of a file: no file holds it for long, but it does not wait for that."""
    code = f"""
import threading, time
from etl.parse import parse, process
spin = "PARSERS['pdf'] = lambda _: all(True for _ in iter(int, 1)); main"
process.START = process.START.replace("main; main", f"main, PARSERS; {{spin}}")
threading.Thread(target=lambda: parse({kind!r}, b"<p>x</p>", 8), daemon=True).start()
while not process.PARSER.number:
    time.sleep(0.05)
time.sleep(1)
print(process.PARSER.number, flush=True)
time.sleep(60)
"""
    worker = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    number = int(worker.stdout.readline())
    assert alive(number)
    worker.kill()
    worker.wait()
    assert ends(number)


SPANS = array("I", [0, 2, 3, 5])
LIES = {
    "a line beyond the text": Parsed("党建", [Row(0, 3)], SPANS),
    "lines out of order": Parsed("党建", [Row(1, 2), Row(0, 1)], SPANS),
    "a share above one": Parsed("党建", [Row(0, 2, link_share=2.0)], SPANS),
    "a tag that is no word": Parsed("党建", [Row(0, 2, tag=7)], SPANS),
    "a mark that is none": Parsed("党建", [Row(0, 2, main=7)], SPANS),
    "a gap between spans": Parsed("党建", [], array("I", [0, 1, 3, 4, 2, 3, 4, 5])),
    "a span beyond the source": Parsed("党建", [], array("I", [0, 2, 8, 12])),
    "a span that runs backwards": Parsed("党建", [], array("I", [0, 2, 5, 3])),
    "a span cut in two": Parsed("党建", [], array("I", [0, 2])),
    "a fact that is no word": Parsed("党建", [], SPANS, {"title": 7}),
    "agreement above one": Parsed("党建", [], SPANS, agreement=3.0),
    "a sheet beyond the text": Parsed("党建", [], SPANS, sheets=[9]),
}


@pytest.mark.parametrize("lie", LIES)
def test_an_answer_is_not_taken_on_trust(lie):
    with pytest.raises(ValueError, match="contradicts itself"):
        unpacked(packed(LIES[lie]), 10)


@pytest.mark.parametrize(
    "said", [b"", b"[]", b"{}", b"\xff", b"[" * 100_000, b'{"rows": 7}', b'{"rows": [], "meta": 3}']
)
def test_an_answer_that_is_none_is_told(said):
    with pytest.raises(ValueError):
        unpacked([b"", said, b""], 10)


def test_what_is_true_is_taken():
    parsed = Parsed("党建", (Row(0, 2, "p", 0.5, main=True),), SPANS, {"title": "党建"}, 0.5)
    assert unpacked(packed(parsed), 10) == parsed


def test_a_message_that_never_ends_is_not_waited_for():
    ours, theirs = wire.socket.socketpair()
    with ours, theirs:
        wire.send(theirs, b"a", b"", b"b" * 100_000)
        assert wire.receive(ours) == [b"a", b"", b"b" * 100_000]
        theirs.sendall(b"\x63\0\0\0")
        with pytest.raises(ValueError, match="99 parts"):
            wire.receive(ours, time.monotonic() + 5)
        theirs.sendall(b"\x01\0\0\0" + (wire.MOST + 1).to_bytes(8, "little"))
        with pytest.raises(ValueError, match="bytes"):
            wire.receive(ours, time.monotonic() + 5)
        theirs.sendall(b"\x01\0\0\0")
        with pytest.raises(TimeoutError):
            wire.receive(ours, time.monotonic() + 0.2)


def test_a_line_that_breaks_is_told():
    ours, theirs = wire.socket.socketpair()
    threading.Timer(0.1, theirs.close).start()
    with ours, pytest.raises(EOFError):
        wire.receive(ours, time.monotonic() + 5)
