"""Lists of every kind and the further pages of an article are read for their links, and nothing else is."""

import re

import pytest
from hostile_server import serving as hostile
from hostile_server import whole

from etl.clean.article import clean_text
from etl.clean.page import read
from etl.fetch import fetch, further, links
from etl.sources import Source
from etl.sources.web import Politeness, Web
from tests.visit_cases import Days, go, on

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
