"""Visit: take of a source what is new or changed, and stop where it is not what its file expects.

A visit reads the source's lists, asks for the articles that the store does not know, and asks those it
has known for some days only whether they have changed. Every address that gave nothing is recorded
with its reason.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urljoin

from etl.binding import bound
from etl.fetch import further, links
from etl.fetch.client import Answer, Client
from etl.fetch.guard import Refused
from etl.fetch.store import Known, Origin, Store
from etl.sources import Source
from etl.sources.web import Web

AGAIN = timedelta(hours=12)  # a page that was asked for more recently is not asked again
FEW = 5  # so many pages are looked at before a source is stopped for giving too little
Watch = Callable[[str], None]


@dataclass(slots=True)
class Visit:
    """How a visit ended. `found` counts addresses of articles; `aside` holds those that gave nothing, with the reason.

    `stopped` is a sentence where the source was stopped, `doubts` are sentences to look into.
    """

    source: str
    found: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    gone: int = 0
    aside: list[tuple[str, str]] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    stopped: str = ""


class Stopped(Exception):  # noqa: N818  (it is a verdict on a source, not a fault of the program)
    """The source is not what its file expects; the message says how."""


async def visit(source: Source, store: Store, client: Client, watch: Watch = lambda _: None) -> Visit:
    """One visit to a web source, into an open store; `watch` hears of every address that is done.

    Raises:
        ValueError: the source's file has no `[web]`.
    """
    if source.web is None:
        raise ValueError(f"sources/{source.name}.toml has no [web]: nothing can be fetched")
    done = Visit(source.name)
    try:
        await Round(source.web, store, client, done, watch).go()
    except Stopped as verdict:
        done.stopped = str(verdict)
    store.visited(
        client.pace.clock.now(),
        **{name: getattr(done, name) for name in ("found", "new", "changed", "same", "gone", "doubts", "stopped")},
        aside=len(done.aside),
    )
    return done


@dataclass
class Round:
    """One visit while it goes on."""

    web: Web
    store: Store
    client: Client
    done: Visit
    watch: Watch
    thin: int = 0
    read: int = 0
    failures: int = 0

    async def go(self) -> None:
        """Lists first, articles as they are found, then pages that may have changed."""
        if self.web.kind == "folder":
            self._folder()
            return
        seen: set[str] = set()
        async for address in discover(self.web, self.client, self._fails):
            if address in seen:
                continue
            seen.add(address)
            if address not in self.store.known:
                await self._take(address)
        self.done.found = len(seen)
        self._expect_links(len(seen))
        for address, known in self._due():
            await self._take(address, known)

    def _due(self) -> list[tuple[str, Known]]:
        """Known pages that are young enough to change and were not asked for lately."""
        now = self.client.pace.clock.now()
        young = timedelta(days=self.web.politeness.recheck)
        rows = self.store.known.items()
        return [(url, known) for url, known in rows if now - known.first < young and now - known.asked >= AGAIN]

    async def _take(self, address: str, known: Known | None = None) -> None:
        try:
            answer = await self.client.get(address, known.conditions if known else None)
            if answer.status == 304:
                self.store.note("same", address, answer.asked_at)
                self.done.same += 1
            else:
                self._keep(address, answer, await self._further(answer))
            self.failures = 0
        except Refused as refusal:
            self._set_aside(address, refusal)
        self.watch(address)

    async def _further(self, answer: Answer) -> list[tuple[str, bytes]]:
        """The further pages of the article; where one of them cannot be had, the article is not had either.

        A site may number its first page too: a page with the text of the one before it is not taken.
        """
        if not _is_page(answer):
            return []
        text = links.text_of(answer.body)
        taken: list[tuple[str, bytes]] = []
        shown = {text}
        queue = further.pages(text, answer.final)
        while queue and len(taken) < further.MOST:
            page = await self.client.get(queue.pop(0))
            text = links.text_of(page.body)
            if text not in shown:
                taken.append((page.url, page.body))
                shown.add(text)
        return taken

    def _keep(self, address: str, answer: Answer, rest: Sequence[tuple[str, bytes]] = ()) -> None:
        media = _media(answer)
        if not answer.body.strip():
            raise Refused("empty", "the page is empty")
        if _is_page(answer):
            self._look(answer)
        origin = Origin(address, answer.asked_at, answer.final, answer.address, answer.redirects, answer.headers)
        fate = self.store.put(bound(answer.body, rest), origin, media)
        setattr(self.done, fate, getattr(self.done, fate) + 1)

    def _look(self, answer: Answer) -> None:
        """Keep off a page with too few characters; where most are such, the site does not show its articles."""
        text = links.text_of(answer.body)
        beyond = links.sends_on(text, answer.final)
        if beyond:
            raise Refused("refresh", f"the page shows nothing and sends its reader to {beyond[:200]}")
        least, most = self.web.expect.get("characters", (0, 10**9))
        count = links.han(text)
        self.read += 1
        if count > most:
            self.done.doubts.append(f"{answer.url} has {count:,} characters, at most {most:,} are expected")
        if count < least:
            self.thin += 1
            if self.thin >= FEW and self.thin * 2 > self.read:
                raise Stopped(f"{self.thin} of {self.read} pages have fewer than {least} characters: look at the site")
            raise Refused("thin", f"the page has {count} Chinese characters, at least {least} are expected")

    def _set_aside(self, address: str, refusal: Refused) -> None:
        if refusal.name == "gone":
            self.done.gone += 1
            self.store.note("gone", address, self.client.pace.clock.now())
            self.failures = 0
            return
        self.done.aside.append((address, refusal.reason))
        self.store.note("refused", address, self.client.pace.clock.now(), name=refusal.name, reason=refusal.reason)
        self._fails(refusal)

    def _fails(self, refusal: Refused) -> None:
        """Count failures of the host in a row; what the site forbids or a page lacks is none."""
        if refusal.name == "robots-shut":
            raise Stopped(refusal.reason)
        self.failures = self.failures + 1 if refusal.passing else 0
        if self.failures >= max(1, self.web.politeness.failures):
            raise Stopped(f"{self.failures} addresses in a row failed, the last one because {refusal.reason}")

    def _expect_links(self, count: int) -> None:
        least, most = self.web.expect.get("links", (1, 10**9))
        if count < least:
            raise Stopped(f"{count} links to articles were found, at least {least} are expected: look at the site")
        if count > most:
            self.done.doubts.append(f"{count} links to articles were found, at most {most} are expected")

    def _folder(self) -> None:
        for name, path in of_folder(self.web):
            self.done.found += 1
            modified = datetime.fromtimestamp(path.stat().st_mtime, tz=self.client.pace.clock.now().tzinfo)
            fate = self.store.put(path.read_bytes(), Origin(f"file:{name}", modified), ENDINGS.get(path.suffix, ""))
            setattr(self.done, fate, getattr(self.done, fate) + 1)
            self.watch(name)
        self._expect_links(self.done.found)


def of_folder(web: Web) -> Iterator[tuple[str, Path]]:
    """The articles of a local folder, by their paths in it; links are not followed."""
    for root in web.start:
        for path in sorted(path for path in Path(root).rglob("*") if path.is_file() and not path.is_symlink()):
            name = path.relative_to(root).as_posix()
            if web.articles.fullmatch(name):
                yield name, path


def _media(answer: Answer) -> str:
    return answer.headers.get("content-type", "").partition(";")[0].strip().lower()


def _is_page(answer: Answer) -> bool:
    media = _media(answer)
    return "html" in media or (not media and b"<" in answer.body[:200])


ENDINGS = {
    ".htm": "text/html",
    ".html": "text/html",
    ".md": "text/markdown",
    ".pdf": "application/pdf",
    ".txt": "text/plain",
}


async def discover(web: Web, client: Client, fails: Callable[[Refused], None]) -> AsyncIterator[str]:
    """The addresses of articles that the source names now, list page by list page; one may come twice.

    A list that cannot be read is told to `fails`, and the next one is read.
    """
    if web.kind == "addresses":
        for address in web.start:
            yield address
        return
    for start in web.start:
        async for page in _pages(web, client, start, fails):
            for address in page:
                if web.articles.fullmatch(address):
                    yield address


async def _pages(web: Web, client: Client, start: str, fails: Callable[[Refused], None]) -> AsyncIterator[list[str]]:
    """The links of a start and of the pages that follow it, at most `web.pages` of them."""
    numbered = _numbered(web, start)
    queue, asked = [start], {start}
    read = 0
    while queue and read < web.pages:
        address = queue.pop(0)
        try:
            answer = await client.get(address)
            found = _links(web, links.opened(answer.body, web.politeness.most_unpacked), answer.final)
        except Refused as refusal:
            if refusal.name == "gone" and read:
                return  # the numbers of the pages have come to their end
            fails(refusal)
            continue
        read += 1
        yield found
        more = [one for one in found if web.follow and web.follow.fullmatch(one)] or [next(numbered, "")]
        fresh = [one for one in more if one and one not in asked]
        queue += fresh
        asked.update(fresh)


def _numbered(web: Web, start: str) -> Iterator[str]:
    if web.further:
        for number in range(web.first, web.first + web.pages):
            yield urljoin(start, web.further.replace("{}", str(number)))


def _links(web: Web, data: bytes, address: str) -> list[str]:
    text = links.text_of(data)
    if web.kind == "sitemap":
        return links.of_sitemap(text, address)
    if web.kind == "feed":
        return links.of_feed(text, address)
    return links.of_page(text, address)
