"""What was fetched is kept whole or not at all, and every damaged byte is found."""

import io
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from etl.fetch import fetch
from etl.fetch.demo import Site, serving
from etl.fetch.files import SIDECAR
from etl.fetch.store import ROOM, Origin, Store, stored
from etl.fetch.verify import sources, verify
from etl.records import Complaint

AT = datetime(2026, 5, 1, 8, tzinfo=UTC)
KILLS = int(os.environ.get("ETL_KILLS", "10"))
DAMAGES = int(os.environ.get("ETL_DAMAGES", "50"))


def origin(number, **more):
    address = f"http://dj.example/{number}.html"
    return Origin(address, AT + timedelta(minutes=number), address, "192.0.2.1", (), {"etag": f'"{number}"', **more})


def page(number, word="党支部"):
    return f"<html><body><p>第{number}个{word}开展活动。</p></body></html>".encode()


@pytest.fixture
def raw(tmp_path):
    """A store of forty pages, two of which changed."""
    with Store(tmp_path, "dj") as store:
        for number in range(40):
            assert store.put(page(number), origin(number)) == "new"
        for number in (3, 7):
            assert store.put(page(number, "党小组"), origin(number)) == "changed"
        store.note("gone", origin(5).url, AT)
    return tmp_path


def test_a_page_is_new_then_the_same_then_changed_beside_the_old_one(tmp_path):
    with Store(tmp_path, "dj") as store:
        fates = [store.put(page(1), origin(1)), store.put(page(1), origin(1)), store.put(page(2), origin(1))]
        assert fates == ["new", "same", "changed"]
        assert store.known[origin(1).url].conditions == {"If-None-Match": '"1"'}
    assert len(list(stored(tmp_path / "dj"))) == 2


def test_the_store_is_known_again_when_it_is_opened(raw):
    with Store(raw, "dj") as store:
        assert len(store.known) == 40
        assert store.known[origin(3).url].first == origin(3).fetched_at


def test_what_is_listed_is_what_was_fetched_with_its_origin(raw):
    files = fetch(raw).files
    assert files.height == 42
    assert set(files["source"]) == {"dj"}
    row = files.filter(files["url"] == origin(1).url).row(0, named=True)
    assert row["fetched_at"] == origin(1).fetched_at.replace(tzinfo=None)
    assert row["raw_sha256"] in row["raw_path"]


def test_headers_of_any_kind_survive(tmp_path):
    strange = origin(1, x="\"\\\x7f\x01\t机关\U0001f6a9'=]", y="")
    with Store(tmp_path, "dj") as store:
        store.put(page(1), strange)
    shutil.rmtree(tmp_path / "dj" / ROOM)
    with Store(tmp_path, "dj") as store:
        assert store.known[strange.url].headers == strange.headers
    assert not verify(tmp_path, "dj").faults


def test_two_fetches_do_not_write_at_once(raw):
    with Store(raw, "dj"), pytest.raises(Complaint, match="wait"), Store(raw, "dj"):
        pass


def test_a_lost_manifest_is_built_anew_from_the_files(raw):
    shutil.rmtree(raw / "dj" / ROOM)
    assert verify(raw, "dj").faults
    with Store(raw, "dj") as store:
        assert len(store.known) == 40
    assert not verify(raw, "dj").faults


def test_a_line_that_was_cut_by_a_kill_is_taken_off(raw):
    manifest = raw / "dj" / ROOM / "manifest"
    whole = manifest.read_bytes()
    manifest.write_bytes(whole + b'0123abcd {"event":"pa')
    assert not verify(raw, "dj").faults
    with Store(raw, "dj"):
        pass
    assert manifest.read_bytes() == whole


def test_a_damaged_manifest_is_not_written_to(raw):
    manifest = raw / "dj" / ROOM / "manifest"
    data = bytearray(manifest.read_bytes())
    data[100] ^= 1
    manifest.write_bytes(data)
    with pytest.raises(Complaint, match="etl raw verify"), Store(raw, "dj"):
        pass


def damage(rng, path):
    """One of the ways in which a file goes bad; its name."""
    data = bytearray(path.read_bytes())
    at = rng.randrange(len(data))
    way = rng.choice(["flip", "cut", "zero", "insert", "drop", "swap", "empty", "lose"])
    if way == "flip":
        data[at] ^= 1 << rng.randrange(8)
    elif way == "cut":
        del data[at:]
    elif way == "zero":
        data[at : at + 16] = bytes(len(data[at : at + 16]))
    elif way == "insert":
        data[at:at] = bytes([rng.randrange(256)])
    elif way == "drop":
        del data[at]
    elif way == "swap":
        data = data[at:] + data[:at]
    elif way == "empty":
        data.clear()
    if way == "lose":
        path.unlink()
        return way
    if bytes(data) == path.read_bytes():
        data += b"\0"
    path.write_bytes(data)
    return way


def test_every_damage_is_found_and_nothing_damaged_is_loaded(raw):
    rng = random.Random(19210701)  # noqa: S311  (chance that can be repeated, not secrecy)
    room = [raw / "dj" / ROOM / "manifest", raw / "dj" / ROOM / "head"]
    loaded = set(fetch(raw).files["raw_path"])
    for _ in range(DAMAGES):
        files = list(stored(raw / "dj"))
        kinds = [files, [path.with_name(path.name + SIDECAR) for path in files], room]
        path = rng.choice(rng.choice(kinds))
        before = path.read_bytes()
        way = damage(rng, path)
        assert verify(raw, "dj").faults, (way, path.name)
        listed = fetch(raw)
        hit = path.relative_to(raw).as_posix().removesuffix(SIDECAR)
        if path in room or (way == "lose" and path.name.endswith(SIDECAR)):
            assert set(listed.files["raw_path"]) == loaded  # the pages themselves are sound
        else:
            assert hit not in set(listed.files["raw_path"])
        path.write_bytes(before)
    assert not verify(raw, "dj").faults


CRAWL = """
import asyncio, sys
from dataclasses import replace
from pathlib import Path
from etl.fetch.client import Client
from etl.fetch.pace import Pace
from etl.fetch.store import Store
from etl.fetch.visit import visit
from etl.sources import source
raw, port = Path(sys.argv[1]), sys.argv[2]
demo = source("demo")
root = f"127.0.0.1:{port}"
web = replace(demo.web, start=(f"http://{root}/list/index.html",), hosts=(root,),
              articles=__import__("re").compile(rf"http://{root}/2026/\\d+\\.html"),
              follow=__import__("re").compile(rf"http://{root}/list/index_\\d+\\.html"),
              politeness=replace(demo.web.politeness, delay=0.0))
print("ready", flush=True)
with Store(raw, "demo") as store:
    done = asyncio.run(visit(replace(demo, web=web), store, Client(web, "tests", Pace())))
print(done.found, done.stopped, flush=True)
"""


def crawl(raw, port):
    return subprocess.Popen([sys.executable, "-c", CRAWL, str(raw), str(port)], stdout=subprocess.PIPE, text=True)


def complete(raw):
    """The addresses whose page is whole in the store, with its sidecar."""
    return set(fetch(raw).files["url"]) - {None} if raw.is_dir() else set()


def test_a_fetch_that_is_killed_leaves_nothing_half_and_fetches_nothing_twice(tmp_path):
    rng = random.Random(19491001)  # noqa: S311  (chance that can be repeated, not secrecy)
    raw = tmp_path / "raw"
    raw.mkdir()
    site = Site(pages=max(240, 12 * KILLS))
    with serving(site, 0) as port:
        for _ in range(KILLS):
            had, asked = complete(raw), len(site.asked)
            running = crawl(raw, port)
            assert running.stdout.readline() == "ready\n"
            time.sleep(rng.uniform(0.0, 0.25))
            running.send_signal(signal.SIGKILL)
            running.wait(30)
            running.stdout.close()
            listed = fetch(raw)
            assert listed.rejects.is_empty()
            assert not verify(raw, "demo").faults or not (raw / "demo" / ROOM / "head").exists()
            again = {f"http://127.0.0.1:{port}{path}" for path, _ in site.asked[asked:]}
            assert not again & had, "what was whole was asked for again"
        last = crawl(raw, port)
        told, _ = last.communicate(timeout=120)
        assert told.split()[1] == str(len(site.numbers()))
        assert complete(raw) == {f"http://127.0.0.1:{port}/2026/{number}.html" for number in site.numbers()}
        assert verify(raw, "demo") == (len(site.numbers()), [])


def test_an_archive_holds_every_page(raw):
    archive = pytest.importorskip("warcio.archiveiterator")
    from etl.fetch.warc import export

    first, second = io.BytesIO(), io.BytesIO()
    assert export(raw, "dj", first) == export(raw, "dj", second) == 42
    assert first.getvalue() == second.getvalue()
    first.seek(0)
    bodies = [record.content_stream().read() for record in archive.ArchiveIterator(first)]
    assert sorted(bodies) == sorted(path.read_bytes() for path in stored(raw / "dj"))


def test_only_folders_with_fetched_files_are_proved(raw):
    (raw / "by-hand").mkdir()
    (raw / "by-hand" / "a.txt").write_text("机关党建", encoding="utf-8")
    assert sources(raw) == ["dj"]
    assert sources(Path("/nowhere")) == []
