"""Visits to try: a clock that waits in no time, the demo site and the hostile server as sources."""

import asyncio
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from etl.fetch.client import Client
from etl.fetch.pace import Clock, Pace
from etl.fetch.store import Store
from etl.fetch.visit import visit
from etl.sources import Source, source
from etl.sources.web import Politeness, Web


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


def on(server, kind, *start, **more):
    """A source on the hostile server."""
    host, polite = f"127.0.0.1:{server.port}", more.pop("politeness", Politeness(delay=0, deadline=20))
    return Source("x", web=Web(kind, start, hosts=(host,), private=("127.0.0.1/32",), politeness=polite, **more))
