"""Get: one address, politely and safely: a whole answer or a reason, never half a page and never for ever.

Underneath is httpx; what its defaults leave open is closed here: a deadline over all, caps on raw and
unpacked bytes, redirects by hand with every check at every hop, a connection to the very address that
was checked (the name still stands in `Host`, and TLS still proves it), robots.txt, pauses, tries.
Nothing is carried from one request to the next: no cookies, no kept connections, no proxies.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

import certifi
import httpx

from etl.fetch import robots
from etl.fetch.guard import PORTS, Refused, Resolve, Target, admit, pin, system_resolve
from etl.fetch.pace import Pace, retry_after
from etl.fetch.robots import AGENT, Robots
from etl.fetch.unpack import ACCEPTED, Unpacker
from etl.sources.web import Web

MOVED = frozenset({301, 302, 303, 307, 308})
BUSY = frozenset({408, 425, 429, 500, 502, 503, 504})
GONE = frozenset({404, 410})
KEPT_HEADERS = 64  # headers of an answer that are kept, and …
KEPT_VALUE = 1000  # … characters of each
BACKOFF = 4.0  # seconds before the second try; four times as many before each further one
ROBOTS_HOLD = 24 * 3600.0  # seconds for which a robots.txt counts (RFC 9309, 2.4)
ACCEPT = "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.5"


@dataclass(frozen=True, slots=True)
class Answer:
    """What an address gave: a page (200), or the word that it has not changed (304, no body).

    `url` was asked for, `final` answered after `redirects` (the addresses between, in order).
    """

    url: str
    final: str
    status: int
    headers: Mapping[str, str]
    redirects: tuple[str, ...]
    body: bytes = field(repr=False)
    raw_bytes: int
    address: str
    asked_at: datetime


@dataclass
class Client:
    """Asks for the addresses of one source; `pace` is shared by all that are visited together.

    `contact` tells a webmaster whom to write to. `resolve` and `trust` (certificates) are others in tests.
    """

    web: Web
    contact: str
    pace: Pace = field(default_factory=Pace)
    resolve: Resolve = system_resolve
    trust: ssl.SSLContext | None = None
    _pins: dict[str, str] = field(default_factory=dict)
    _robots: dict[str, tuple[float, Robots]] = field(default_factory=dict)

    async def get(self, address: str, known: Mapping[str, str] | None = None) -> Answer:
        """The answer of an address; `known` are conditional headers (`If-None-Match`, `If-Modified-Since`).

        Passing failures are tried again, after a pause that grows or for which the host asks.

        Raises:
            Refused: nothing usable came, or the guard, the site or the caps forbid it.
        """
        budget = Budget(self.web.politeness.deadline)
        tries = max(1, self.web.politeness.tries)
        for count in range(1, tries + 1):
            try:
                return await self._followed(address, known or {}, budget)
            except Refused as refusal:
                if refusal.wait:
                    self.pace.put_off(_host(address), refusal.wait)
                if count == tries or not refusal.passing or budget.left <= 0:
                    raise
                self.pace.put_off(_host(address), BACKOFF * 4 ** (count - 1))
        raise AssertionError("the last try returns or raises")

    async def rules(self, target: Target) -> Robots:
        """What the target's site asks of crawlers; kept for a day."""
        site = f"{target.url.scheme}://{target.url.netloc.decode('ascii')}"
        asked, known = self._robots.get(site, (0.0, None))
        if known is None or self.pace.clock.seconds() - asked > ROBOTS_HOLD:
            known = await self._site_rules(f"{site}/robots.txt")
            self._robots[site] = self.pace.clock.seconds(), known
            self.pace.slow(target.host, max(known.delay, self.web.politeness.delay))
        return known

    async def _site_rules(self, address: str) -> Robots:
        """RFC 9309, 2.3.1: no such file allows everything, a site that cannot be asked nothing."""
        try:
            answer = await self._followed(address, {}, Budget(self.web.politeness.deadline), heed=False)
        except Refused as refusal:
            if refusal.status and 400 <= refusal.status < 500 and refusal.status != 429:
                return Robots()
            return Robots(shut=True, reason=f"its robots.txt cannot be read ({refusal.reason})")
        return robots.read(answer.body)

    async def _followed(self, address: str, known: Mapping[str, str], budget: Budget, *, heed: bool = True) -> Answer:
        """The answer at the end of the redirects; `heed` says whether robots.txt is asked at every hop."""
        hops: list[str] = []
        at = address
        while True:
            target = admit(at, self.web.hosts)
            if heed:
                await self._heed(target)
            answer = await self._exchange(target, known, budget)
            if answer.status not in MOVED:
                return _checked(replace(answer, url=address, redirects=tuple(hops)))
            hops.append(at)
            at = self._next(answer, target, hops)

    async def _heed(self, target: Target) -> None:
        rules = await self.rules(target)
        if rules.shut:
            raise Refused("robots-shut", f"nothing is asked of {target.host}: {rules.reason}")
        if not rules.allows(str(target.url)):
            raise Refused("robots", "the site's robots.txt asks crawlers not to read this address")

    def _next(self, answer: Answer, target: Target, hops: list[str]) -> str:
        told = answer.headers.get("location", "").strip()
        if not told:
            raise Refused("redirect", "the answer redirects, but does not say where to", status=answer.status)
        if len(hops) > self.web.politeness.redirects:
            raise Refused("redirects", f"more than {self.web.politeness.redirects} redirects")
        try:
            joined = target.url.join(told).copy_with(fragment=None)
        except (httpx.InvalidURL, ValueError) as error:
            raise Refused("bad-address", f"the redirect's address cannot be read: {error}") from error
        if str(joined) in hops:
            raise Refused("redirect-loop", "the redirects lead back to an address that was asked before")
        if target.url.scheme == "https" and joined.scheme == "http":
            raise Refused("downgrade", "the redirect leads from https to http")
        return str(joined)

    async def _exchange(self, target: Target, known: Mapping[str, str], budget: Budget) -> Answer:
        """One request and its answer, within the budget; waiting for the host's turn costs nothing."""
        async with self.pace.turn(target.host):
            started = asyncio.get_running_loop().time()
            try:
                async with asyncio.timeout(max(budget.left, 0.001)):
                    return await self._request(target, known)
            except TimeoutError as error:
                raise Refused("deadline", f"no whole answer within {budget.whole:g} seconds", passing=True) from error
            except httpx.TimeoutException as error:
                raise Refused("timeout", "the host did not answer in time", passing=True) from error
            except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError, OSError, ValueError) as error:
                told = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
                raise Refused("connection", f"the connection failed: {told}", passing=True) from error
            finally:
                budget.left -= asyncio.get_running_loop().time() - started

    async def _request(self, target: Target, known: Mapping[str, str]) -> Answer:
        address = await self._pinned(target)
        asked_at = self.pace.clock.now()
        host = target.host if target.port == PORTS[target.url.scheme] else f"{target.host}:{target.port}"
        headers = {
            "Host": f"[{target.host}]" if ":" in target.host else host,
            "User-Agent": f"{AGENT} (+{self.contact})",
            "Accept": ACCEPT,
            "Accept-Encoding": ACCEPTED,
            "Accept-Language": "zh-CN, zh;q=0.9",
            "Connection": "close",  # what a server sends beyond its answer can then never be the next one
            **known,
        }
        pinned = target.url.copy_with(host=address, fragment=None)
        limit = httpx.Timeout(self.web.politeness.deadline, connect=self.web.politeness.deadline / 3)
        # The transport alone: a client would keep cookies, and read the address of a redirect before we can refuse it.
        extensions = {"sni_hostname": target.host, "timeout": limit.as_dict()}
        async with httpx.AsyncHTTPTransport(verify=self._trust, trust_env=False, retries=0) as wire:
            response = await wire.handle_async_request(
                httpx.Request("GET", pinned, headers=headers, extensions=extensions)
            )
            try:
                body, raw = await self._body(response)
            finally:
                await response.aclose()
        told = {key: value[:KEPT_VALUE] for key, value in list(response.headers.items())[:KEPT_HEADERS]}
        if response.status_code in BUSY:
            wait = retry_after(told.get("retry-after"), self.pace.clock.now())
            raise Refused(
                "busy", f"the host answers {response.status_code}", passing=True, status=response.status_code, wait=wait
            )
        url = str(target.url)
        return Answer(url, url, response.status_code, told, (), body, raw, address, asked_at)

    async def _body(self, response: httpx.Response) -> tuple[bytes, int]:
        """The unpacked body and its raw size; that of a redirect or an error is not read."""
        if response.status_code != 200:
            return b"", 0
        unpacker = Unpacker(
            response.headers.get("content-encoding", ""),
            self.web.politeness.most_bytes,
            self.web.politeness.most_unpacked,
        )
        async for piece in response.aiter_raw(65536):
            unpacker.take(piece)
        return unpacker.whole(), unpacker.raw

    async def _pinned(self, target: Target) -> str:
        """The address of the host, resolved once for as long as this client lives."""
        if target.host not in self._pins:
            self._pins[target.host] = await pin(target, self.web.private, self.resolve)
        return self._pins[target.host]

    @cached_property
    def _trust(self) -> ssl.SSLContext:
        return self.trust or ssl.create_default_context(cafile=certifi.where())


@dataclass
class Budget:
    """The seconds that one address may cost, over all its tries and redirects."""

    whole: float
    left: float = 0.0

    def __post_init__(self) -> None:
        self.left = self.whole


def _checked(answer: Answer) -> Answer:
    """The answer, where it is a page or says that the page has not changed."""
    if answer.status in {200, 304}:
        return answer
    if answer.status in GONE:
        raise Refused("gone", f"the page is not there ({answer.status})", status=answer.status)
    raise Refused("status", f"the host answers {answer.status}", status=answer.status)


def _host(address: str) -> str:
    try:
        return httpx.URL(address).host.rstrip(".").lower()
    except (httpx.InvalidURL, ValueError):
        return ""
