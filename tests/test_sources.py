"""The sources' files hold to laws of their own, and a visit takes of a site what its file says."""

import asyncio
import os
import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from hostile_server import serving as hostile

from etl.fetch import fetch
from etl.fetch.check import check
from etl.fetch.client import Client
from etl.fetch.demo import Site, serving
from etl.fetch.guard import admit
from etl.fetch.pace import Pace
from etl.fetch.store import read_manifest
from etl.sources import Source, names, source
from etl.sources.web import Politeness, Web, web_of
from tests.visit_cases import Days, demo_at, go, on

WEB = [name for name in names() if source(name).web]


DAY = timedelta(days=1)


PAGES = int(os.environ.get("ETL_PAGES", "120"))  # make crawl: 2,000


@pytest.mark.parametrize("name", WEB)
def test_a_source_says_all_that_a_fetch_needs(name):
    web = source(name).web
    assert source(name).script in {"hans", "hant"}
    assert web.start
    for start in web.start:
        admit(start, web.hosts)
    assert web.articles.fullmatch(web.example), "its own example is no article"
    admit(web.example, web.hosts)
    assert not any(web.articles.fullmatch(start) for start in web.start)
    assert web.politeness.delay >= 2 or web.kind == "demo"
    assert web.expect["links"][0] >= 1
    assert name == "demo" or (web.evidence and web.seen)
    assert name == "demo" or not web.private


def test_editions_of_one_site_do_not_take_each_others_articles():
    for one in WEB:
        for other in WEB:
            assert one == other or not source(one).web.articles.fullmatch(source(other).web.example)


def test_real_sources_are_many():
    real = [name for name in WEB if name != "demo"]
    assert len(real) >= 10
    assert {source(name).script for name in real} == {"hans", "hant"}
    assert len({urlsplit(source(name).web.start[0]).hostname for name in real}) >= 8


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ({"kind": "list"}, "start"),
        ({"kind": "lists", "start": []}, "one of list"),
        ({"kind": "list", "start": [], "hots": []}, "hots"),
        ({"kind": "list", "start": [], "articles": "("}, "mend"),
        ({"kind": "list", "start": [], "politeness": {"delay": -1}}, "delay"),
        ({"kind": "list", "start": [], "politeness": {"dealy": 1}}, "dealy"),
    ],
)
def test_a_mistake_in_a_file_is_told(table, told):
    with pytest.raises(ValueError, match=told):
        web_of("x", table)


def test_three_days_fetch_only_what_is_new_or_changed(tmp_path):
    """Bodies that are sent are those of new and changed pages, and the site's delay is kept to the second."""
    site, clock = Site(pages=PAGES, delay=2.0), Days()
    before = {}
    with serving(site, 0) as port:
        one = demo_at(port)
        for day in (1, 2, 3):
            site.day, site.asked, clock.waited, begun = day, [], 0.0, clock.at
            done = go(one, tmp_path, clock)
            now = {number: site.article(number) for number in site.numbers()}
            fresh = {number for number in now if number not in before}
            edited = {number for number in now if number in before and now[number] != before[number]}
            sent = [path for path, status in site.asked if status == 200 and path.startswith("/2026/")]
            assert sorted(sent) == sorted(f"/2026/{number}.html" for number in fresh | edited)
            assert (done.new, done.changed) == (len(fresh), len(edited))
            assert done.same == len(now) - len(fresh) - len(edited)
            assert not done.aside
            assert clock.waited == pytest.approx(2.0 * len(site.asked), rel=0.01)
            figures = f"new {done.new}, changed {done.changed}, same {done.same}, waited {clock.waited:.0f} s"
            print(f"day {day}: asked {len(site.asked)}, {figures}")  # noqa: T201  (the figures of make crawl)
            before = now
            clock.at = begun + DAY.total_seconds()
    pages = {event["sha256"] for event in _events(tmp_path) if event["event"] == "page"}
    assert set(fetch(tmp_path).files["raw_sha256"]) == pages


def _events(raw):
    lines, _, fault = read_manifest(raw / "demo" / ".fetch")
    assert not fault
    return [event for _, event in lines]


def test_fewer_links_stop_the_source_and_more_are_a_doubt(tmp_path):
    with serving(Site(pages=30), 0) as port:
        few = go(demo_at(port, expect={"links": (100, 200)}), tmp_path, Days())
        assert "at least 100 are expected" in few.stopped
        many = go(demo_at(port, expect={"links": (1, 5)}), tmp_path, Days())
        assert not many.stopped
        assert "at most 5" in many.doubts[0]


def test_pages_with_too_little_text_stop_the_source(tmp_path):
    with serving(Site(pages=30), 0) as port:
        done = go(demo_at(port, expect={"characters": (5000, 9000)}), tmp_path, Days())
    assert "fewer than 5000 characters" in done.stopped
    assert done.new == 0
    assert fetch(tmp_path).files.is_empty()


def test_a_trial_keeps_nothing_and_shows_what_it_would_take():
    with serving(Site(pages=60), 0) as port:
        one = demo_at(port)
        trial = asyncio.run(check(one, Client(one.web, "tests", Pace(Days()))))
    assert trial.ok
    assert len(trial.found) == 58
    assert all(count > 80 for count in trial.characters.values())


@pytest.mark.parametrize(
    ("path", "told"), [("/meta-refresh", "sends its reader"), ("/empty", "empty"), ("/forbidden", "403")]
)
def test_a_page_that_shows_nothing_is_set_aside(tmp_path, path, told):
    with hostile() as server:
        done = go(on(server, "addresses", server.root + path, server.root + "/page"), tmp_path, Days())
    assert done.new == 1
    assert [told in reason for _, reason in done.aside] == [True]


def test_a_host_that_fails_and_fails_stops_the_source(tmp_path):
    with hostile() as server:
        polite = Politeness(delay=0, deadline=20, failures=3)
        addresses = [f"{server.root}/hang-up?{at}" for at in range(20)]
        done = go(on(server, "addresses", *addresses, politeness=polite), tmp_path, Days())
        assert "3 addresses in a row failed" in done.stopped
        assert len(done.aside) == 3


def test_a_local_folder_is_a_source_too(tmp_path):
    (tmp_path / "in" / "deep").mkdir(parents=True)
    (tmp_path / "in" / "deep" / "甲.txt").write_text("机关党建工作。", encoding="utf-8")
    (tmp_path / "in" / "b.csv").write_text("1", encoding="utf-8")
    one = Source("local", web=Web("folder", (str(tmp_path / "in"),), articles=re.compile(r".*\.txt")))
    trial = asyncio.run(check(one, Client(one.web, "tests", Pace())))
    assert (trial.ok, trial.found, trial.characters) == (True, ["deep/甲.txt"], {"deep/甲.txt": 6})
    assert go(one, tmp_path / "raw", Days()).new == 1
    assert go(one, tmp_path / "raw", Days()).same == 1
    assert fetch(tmp_path / "raw").files["url"].to_list() == ["file:deep/甲.txt"]
