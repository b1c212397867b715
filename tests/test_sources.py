"""The sources' files hold to laws of their own, and a visit takes of a site what its file says."""

import asyncio
import json
import os
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import polars as pl
import pytest
from hostile_server import serving as hostile
from hostile_server import whole

from etl.clean.article import clean_text
from etl.clean.page import read
from etl.fetch import fetch, further, links
from etl.fetch.bundles import unbundle
from etl.fetch.check import check
from etl.fetch.client import Client
from etl.fetch.demo import Site, serving
from etl.fetch.guard import admit
from etl.fetch.pace import Clock, Pace
from etl.fetch.store import Store, read_manifest
from etl.fetch.visit import visit
from etl.records import Complaint
from etl.sources import Source, names, source
from etl.sources.web import Politeness, Web, web_of

WEB = [name for name in names() if source(name).web]
DAY = timedelta(days=1)
PAGES = int(os.environ.get("ETL_PAGES", "120"))  # make crawl: 2,000


class Days(Clock):
    """A clock that waits in no time; `waited` adds up the pauses."""

    def __init__(self):
        self.at, self.waited = 0.0, 0.0

    def now(self):
        return datetime(2026, 5, 1, tzinfo=UTC) + timedelta(seconds=self.at)

    def seconds(self):
        return self.at

    async def sleep(self, seconds):
        self.at += seconds
        self.waited += seconds


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


def demo_at(port, **more):
    demo = source("demo")
    root = f"http://127.0.0.1:{port}"
    web = replace(
        demo.web,
        start=(f"{root}/list/index.html",),
        hosts=(f"127.0.0.1:{port}",),
        articles=re.compile(rf"{root}/2026/\d+\.html"),
        follow=re.compile(rf"{root}/list/index_\d+\.html"),
        **more,
    )
    return replace(demo, web=web)


def go(one, raw, clock, watch=lambda _: None):
    with Store(raw, one.name) as store:
        return asyncio.run(visit(one, store, Client(one.web, "tests", Pace(clock)), watch))


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


RSS = """<rss><channel><link>{root}/</link><item><title>a</title><link>{root}/a.html</link></item>
<item><link><![CDATA[{root}/b.html?x=1&y=2]]></link></item></channel></rss>"""
ATOM = """<feed><link href="{root}/self"/><entry><link rel="enclosure" href="{root}/x.mp3"/>
<link rel="alternate" href="/a.html"/></entry></feed>"""
SITEMAP = "<urlset><url><loc>\n{root}/a.html\n</loc></url><url><loc>{root}/c.html</loc></url></urlset>"
PAGE = "<ul><li><a href='a.html'>甲</a><li><A HREF=/c.html#x>乙</A><a href='mailto:a@b'>"
LISTS = {
    "rss": ("feed", RSS, ["/a.html", "/b.html?x=1&y=2"]),
    "atom": ("feed", ATOM, ["/a.html"]),
    "sitemap": ("sitemap", SITEMAP, ["/a.html", "/c.html"]),
    "list": ("list", PAGE, ["/a.html", "/c.html"]),
}


@pytest.mark.parametrize("name", LISTS)
def test_every_kind_of_list_is_read(tmp_path, name):
    kind, text, wanted = LISTS[name]
    page = whole(("<p>" + "党建工作" * 30).encode())
    answers = dict.fromkeys(wanted, page)
    with hostile() as server:
        server.answers |= {"/list": whole(text.replace("{root}", server.root).encode()), **answers}
        web = Web(
            kind,
            (f"{server.root}/list",),
            hosts=(f"127.0.0.1:{server.port}",),
            articles=re.compile(r".*\.html(\?.*)?"),
            private=("127.0.0.1/32",),
            politeness=Politeness(delay=0, deadline=20),
        )
        done = go(Source("x", web=web), tmp_path, Days())
    assert (done.new, done.stopped, done.aside) == (len(wanted), "", [])
    assert min(fetch(tmp_path).files["url"]) == server.root + "/a.html"


def on(server, kind, *start, **more):
    """A source on the hostile server."""
    host, polite = f"127.0.0.1:{server.port}", more.pop("politeness", Politeness(delay=0, deadline=20))
    return Source("x", web=Web(kind, start, hosts=(host,), private=("127.0.0.1/32",), politeness=polite, **more))


def test_numbered_lists_are_read_until_they_end(tmp_path):
    page = whole(("<p>" + "党建工作" * 30).encode())
    lists = ["index.html", "index2.html", "index3.html"]
    with hostile() as server:
        server.answers |= {f"/l/{name}": whole(f'<a href="/{at}.html">'.encode()) for at, name in enumerate(lists)}
        server.answers |= {f"/{at}.html": page for at in range(3)}
        numbered = {"further": "index{}.html", "first": 2, "pages": 9, "articles": re.compile(r".*/\d\.html")}
        done = go(on(server, "list", f"{server.root}/l/index.html", **numbered), tmp_path, Days())
        assert (done.new, done.stopped) == (3, "")
        assert server.asked["/l/index4.html"] == 1
        assert not server.asked["/l/index5.html"]


@pytest.mark.parametrize(
    ("path", "told"), [("/meta-refresh", "sends its reader"), ("/empty", "empty"), ("/forbidden", "403")]
)
def test_a_page_that_shows_nothing_is_set_aside(tmp_path, path, told):
    with hostile() as server:
        done = go(on(server, "addresses", server.root + path, server.root + "/page"), tmp_path, Days())
    assert done.new == 1
    assert [told in reason for _, reason in done.aside] == [True]


SAID = "第{0}部分，举办培训班{0}期，培训党员干部{0}00人次，各支部认领清单。"


def test_an_article_in_three_pages_is_one_article(tmp_path):
    """Each page's bytes stand in the one raw file, each with its furniture; the text is that of all three."""
    pages = [_part(SAID.format(at) * 3) for at in (1, 2, 3)]
    with hostile() as server:
        names = ["/a/c1-32.html", "/a/c1-32-2.html", "/a/c1-32-3.html"]
        server.answers |= {name: whole(page) for name, page in zip(names, pages, strict=True)}
        server.answers["/a/c1-32-1.html"] = whole(pages[0])
        done = go(on(server, "addresses", server.root + names[0]), tmp_path, Days())
        assert (done.new, done.aside, server.asked["/a/c1-33.html"]) == (1, [], 0)
    data = (tmp_path / fetch(tmp_path).files["raw_path"][0]).read_bytes()
    assert all(page in data for page in pages)
    page = read(data)
    parts = clean_text(page.text, page.lines, meta=page.meta)
    assert [block.text for block in parts.blocks] == [SAID.format(at) * 3 for at in (1, 2, 3)]
    assert parts.fields.title == "云岭县机关党建"
    at = page.text.index("培训班3期")
    start, stop = page.byte_range(at, at + 5)
    assert data[start:stop].decode() == "培训班3期"


def _part(text):
    numbers = "".join(f'<a href="c1-32-{number}.html">{number}</a>' for number in (1, 2, 3))
    title = "<title>云岭县机关党建_党建网</title><h1>云岭县机关党建</h1><a href='/'>首页</a>"
    return f"<html>{title}<div><p>{text}</p></div>{numbers}<a href='c1-33.html'>下一篇</a></html>".encode()


def test_an_article_of_which_a_page_is_missing_is_set_aside(tmp_path):
    with hostile() as server:
        server.answers["/a/c1-32.html"] = whole(_part("举办培训班，培训党员干部。"))
        done = go(on(server, "addresses", f"{server.root}/a/c1-32.html"), tmp_path, Days())
    assert done.new == 0
    assert fetch(tmp_path).files.is_empty()


FURTHER = {
    "numbers behind the stem": ('<a href="t1_2.html">2</a><a href="t1_1.html">1</a>', ["t1_1.html", "t1_2.html"]),
    "another article": (
        '<a href="t2.html"><a href="t12_1.html"><a href="/b/t1_1.html"><a href="http://b.cn/a/t1_1.html">',
        [],
    ),
    "a number in the query": ('<a href="?page=2">下一页</a><a href="?page=1">1</a>', ["t1.html?page=2"]),
    "a script's call": ("<script>createPageHTML( 3 , 0,'t1','html');</script>", ["t1_1.html", "t1_2.html"]),
    "a call of one page": ('<script>createPageHTML(1, 0, "t1", "html")</script>', []),
    "a call of a list": ('<script>createPageHTML(30, 0, "index", "html")</script>', []),
}


@pytest.mark.parametrize("name", FURTHER)
def test_further_pages_of_an_article_are_known(name):
    text, wanted = FURTHER[name]
    assert further.pages(text, "http://a.cn/a/t1.html") == [f"http://a.cn/a/{one}" for one in wanted]


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


BAD = (
    "<a href=" * 200_000, "<!--" * 300_000, "<script>" * 200_000, '<a href="' + "x" * 2_000_000, "<item>" * 200_000,
    "<loc>" + " " * 500_000, "<a " + "href= " * 300_000, "<link " * 200_000, "<" * 2_000_000,
)  # fmt: skip


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad[:9])
def test_no_page_holds_up_the_reading_of_links(bad):
    """Patterns that look back took hours; these end at once, with no address or a few."""
    found = [*links.of_feed(bad, "http://dj.example/"), *links.of_sitemap(bad, "http://dj.example/")]
    assert len(links.of_page(bad, "http://dj.example/")) <= 1
    assert not found
    assert not links.sends_on(bad, "http://dj.example/")


RECORDS = [
    {"标题": "全县机关党建推进会召开", "来源": "青山日报", "日期": "2026-03-02",
     "正文": "会议通报了12个支部的情况。", "链接": "http://dj.example/1"},
    {"title": "二", "html": "<html><body><p>机关党建</p></body></html>", "url": "http://dj.example/2"},
    {"title": "只有题目"},
]  # fmt: skip


@pytest.mark.parametrize("ending", ["jsonl", "parquet"])
def test_articles_that_others_crawled_become_raw_files(tmp_path, ending):
    bundle = tmp_path / f"bundle.{ending}"
    if ending == "jsonl":
        bundle.write_text("\n".join(json.dumps(record) for record in RECORDS), encoding="utf-8")
    else:
        pl.from_dicts(RECORDS, infer_schema_length=None).write_parquet(bundle)
    for new, same in ((2, 0), (0, 2)):
        with Store(tmp_path / "raw", "others") as store:
            done = unbundle(bundle, store, datetime(2026, 5, 1, tzinfo=UTC))
        assert (done.found, done.new, done.same, len(done.aside)) == (3, new, same, 1)
    files = fetch(tmp_path / "raw").files
    assert sorted(files["url"]) == ["http://dj.example/1", "http://dj.example/2"]
    texts = [(tmp_path / "raw" / path).read_text(encoding="utf-8") for path in files["raw_path"]]
    assert "全县机关党建推进会召开\n来源:青山日报 2026-03-02\n会议通报了12个支部的情况。\n" in texts


@pytest.mark.parametrize("data", [b"PAR1 is not enough", b'{"text": 1}\nnot json', b"[1, 2]", b'{"a":' * 90_000])
def test_a_bundle_that_is_none_is_told(tmp_path, data):
    (tmp_path / "b").write_bytes(data)
    with pytest.raises(Complaint, match="mend"), Store(tmp_path / "raw", "others") as store:
        unbundle(tmp_path / "b", store, datetime(2026, 5, 1, tzinfo=UTC))
