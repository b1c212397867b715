"""Demo: a small site of invented articles, served on loopback, that grows and changes from day to day.

Its lists, pages, ETags and robots.txt are like those of the sites that we read, so that everything
that is done to them can be tried without asking anybody.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

PORT = 8943  # where the source `demo` looks for it
ON_A_LIST = 40
LATE = 25  # one article of so many appears on a later day than the first
EDITED = 40  # one of so many is edited each day

PLACES = ("青山县", "临江市", "白河区", "云岭县", "东港市", "石桥镇", "南湖区", "长坪县")
ORGANS = ("直属机关工委", "财政局党组", "税务局党委", "教育局机关党委", "统计局党支部", "林业局党总支")
THEMES = ("主题党日", "党员先锋岗", "机关作风建设", "支部规范化建设", "党建与业务融合", "清廉机关建设")
DEEDS = (
    "组织党员{a}人次开展志愿服务,走访群众{b}户。",
    "建立问题清单{a}项,整改完成{b}项。",
    "举办专题培训{b}期,参训党员{a}名。",
    "成立党员突击队{b}支,解决群众急难愁盼问题{a}件。",
    "修订制度{b}项,开展督促检查{a}次。",
)


@dataclass
class Site:
    """The site on one of its days. `asked` lists the paths that were asked for, with the status that was given."""

    pages: int = 60
    day: int = 1
    delay: float = 0.0
    asked: list[tuple[str, int]] = field(default_factory=list)

    def numbers(self) -> list[int]:
        """The articles that are there on this day, the newest first."""
        there = [n for n in range(1, self.pages + 1) if n % LATE or 2 + n // LATE % 2 <= self.day]
        return sorted(there, key=lambda n: (1 if n % LATE else 2 + n // LATE % 2, n), reverse=True)

    def article(self, number: int) -> bytes:
        """The page of an article, as it is on this day."""
        place, organ = PLACES[number % len(PLACES)], ORGANS[number // 3 % len(ORGANS)]
        theme = THEMES[number // 5 % len(THEMES)]
        title = f"{place}{organ}扎实推进{theme}({number})"
        deeds = [
            deed.format(a=10 + (number * 7 + at * 13) % 90, b=2 + (number + at) % 9) for at, deed in enumerate(DEEDS)
        ]
        paragraphs = [f"<p>{place}{organ}围绕{theme},{deeds[(number + at) % len(DEEDS)]}</p>" for at in range(3)]
        if self.day > 1 and number % EDITED == self.day % EDITED:
            paragraphs.append(f"<p>截至第{self.day}天,又有{number % 30 + 3}个党支部参加。</p>")
        date = f"2026年{1 + number % 9}月{1 + number % 28}日"
        head = f'<h1>{title}</h1><p class="source">来源:{place}机关党建网 {date}</p>'
        return _page(title, head + "".join(paragraphs))

    def answer(self, path: str) -> tuple[int, bytes, str]:
        """Status, body and media type for a path."""
        if path == "/robots.txt":
            return 200, f"User-agent: *\nCrawl-delay: {self.delay}\nDisallow: /inner/\n".encode(), "text/plain"
        name = path.removeprefix("/list/index").removesuffix(".html")
        if path.startswith("/list/") and (name == "" or name[1:].isdigit()):
            return self._list(int(name[1:] or 0))
        number = path.removeprefix("/2026/").removesuffix(".html")
        if number.isdigit() and int(number) in set(self.numbers()):
            return 200, self.article(int(number)), "text/html; charset=utf-8"
        return 404, b"", "text/html"

    def _list(self, at: int) -> tuple[int, bytes, str]:
        numbers = self.numbers()[at * ON_A_LIST : (at + 1) * ON_A_LIST]
        rows = "".join(f'<li><a href="/2026/{number}.html">第{number}篇</a></li>' for number in numbers)
        more = f'<a href="index_{at + 1}.html">下一页</a>' if (at + 1) * ON_A_LIST < len(self.numbers()) else ""
        found = 200 if numbers else 404
        return found, _page("机关党建", f'<ul>{rows}</ul>{more}<a href="/inner/1.html">内部</a>'), "text/html"


def _page(title: str, body: str) -> bytes:
    head = f"<!DOCTYPE html><html><head><meta charset=utf-8><title>{title}_机关党建示范网</title></head>"
    return f"{head}<body>{body}<p>版权所有 机关党建示范网</p></body></html>".encode()


class _Handler(BaseHTTPRequestHandler):
    site: ClassVar[Site]
    lock: ClassVar[threading.Lock] = threading.Lock()

    def do_GET(self) -> None:
        """Answer from the site; a page that has not changed is not sent again."""
        status, body, media = self.site.answer(self.path)
        tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if status == 200 and self.headers.get("If-None-Match") == tag:
            status, body = 304, b""
        with self.lock:
            self.site.asked.append((self.path, status))
        self.send_response(status)
        self.send_header("Content-Type", media)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", tag)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the library's name)
        """Say nothing."""


@contextmanager
def serving(site: Site, port: int = PORT) -> Iterator[int]:
    """While the body runs the site answers on loopback, at the port that is given; 0 takes any.

    Raises:
        OSError: the port is taken.
    """
    handler = type("Handler", (_Handler,), {"site": site})
    with ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()
