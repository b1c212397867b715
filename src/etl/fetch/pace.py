"""Pace: let one request at a time go to a host, with the pause that the host, its owner and we ask for.

The clock is a parameter, so that three days of crawling pass in a test of some seconds.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

LONGEST_WAIT = 3600.0  # seconds; a host that asks for more is asked again after this
PATIENCE = 5  # a host that took t seconds to answer rests for so many t …
LONGEST_REST = 30.0  # … but no longer than this


class Clock:
    """The time of day and of waiting; tests put another in its place."""

    def now(self) -> datetime:
        """The time, with its zone."""
        return datetime.now(UTC)

    def seconds(self) -> float:
        """Seconds that only ever grow, also where the time of day is set back."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)


@dataclass
class Host:
    """One host: who has its turn, the pause after each request, and when the next may begin (`Clock.seconds`)."""

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    delay: float = 0.0
    ready: float = 0.0


class Pace:
    """The hosts of a crawl and their pauses, shared by all sources that are visited together."""

    def __init__(self, clock: Clock | None = None) -> None:
        self.clock = clock or Clock()
        self._hosts: dict[str, Host] = {}

    def slow(self, host: str, delay: float) -> None:
        """From now on at least `delay` seconds lie between two requests to the host, and before the next one."""
        known = self._host(host)
        if delay > known.delay:
            known.delay = delay
            self.put_off(host, delay)

    def put_off(self, host: str, seconds: float) -> None:
        """The host is not asked again for so many seconds."""
        known = self._host(host)
        known.ready = max(known.ready, self.clock.seconds() + seconds)

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Inside, this is the only request under way to the host, and its pause has passed."""
        known = self._host(host)
        async with known.turn:
            await self.clock.sleep(max(0.0, known.ready - self.clock.seconds()))
            started = self.clock.seconds()
            try:
                yield
            finally:
                stopped = self.clock.seconds()
                rest = max(known.delay, min(PATIENCE * (stopped - started), LONGEST_REST) if known.delay else 0.0)
                known.ready = max(known.ready, stopped + rest)

    def _host(self, host: str) -> Host:
        return self._hosts.setdefault(host, Host())


def retry_after(told: str | None, now: datetime) -> float | None:
    """The seconds that a `Retry-After` asks for, 0 to one hour; None where it says nothing that can be read.

    >>> now = datetime(2026, 5, 1, tzinfo=UTC)
    >>> [retry_after(told, now) for told in ("120", "-5", "99999999999999999999", "soon", None)]
    [120.0, 0.0, 3600.0, None, None]
    >>> retry_after("Fri, 01 May 2026 00:02:00 GMT", now)
    120.0
    """
    if told is None:
        return None
    told = told.strip()
    if told.lstrip("+-").isascii() and told.lstrip("+-").isdigit():
        seconds = LONGEST_WAIT if len(told) > 9 and told[0] != "-" else float(int(told[:10]))
    else:
        try:
            moment = parsedate_to_datetime(told)
        except (ValueError, OverflowError, IndexError):
            return None
        seconds = ((moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now).total_seconds()
    return min(max(seconds, 0.0), LONGEST_WAIT)
