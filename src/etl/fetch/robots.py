"""Robots: read what a site asks of crawlers, as RFC 9309 says, with what the parser misses mended.

Protego reads the rules; before it, a byte order mark is taken off and groups that name the same agent
twice are made one (a parser that keeps the first or the last group alone would overlook rules).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from protego import Protego

AGENT = "jiguan-etl"
LARGEST = 500 * 1024  # bytes that must be read (RFC 9309, 2.5); what follows is left
SLOWEST = 3600.0  # seconds; a longer Crawl-delay is taken as this

_LINE = re.compile(r"\s*([A-Za-z-]+)\s*:\s*([^#]*)")


@dataclass(frozen=True, slots=True)
class Robots:
    """What a site allows; without rules everything (`shut` False) or nothing (`shut` True, with its reason)."""

    rules: Protego | None = field(default=None, repr=False)
    shut: bool = False
    reason: str = ""

    def allows(self, address: str) -> bool:
        """Whether our agent may ask for the address."""
        if self.shut:
            return False
        return self.rules is None or bool(self.rules.can_fetch(address, AGENT))

    @property
    def delay(self) -> float:
        """Seconds between two requests that the site asks for; 0 where it says nothing."""
        told = self.rules.crawl_delay(AGENT) if self.rules else None
        return min(max(float(told or 0), 0.0), SLOWEST)


def read(data: bytes) -> Robots:
    """The rules in a robots.txt; bytes that are no rules (a page in its place) allow everything."""
    text = data[:LARGEST].decode("utf-8-sig", "replace").replace("\x00", "")
    if len(data) > LARGEST:
        text = text[: text.rfind("\n") + 1]
    return Robots(Protego.parse(merged(text)))


def merged(text: str) -> str:
    r"""The rules with one group for each agent, in the order in which the agents are first named.

    >>> merged("User-agent: *\nDisallow: /a\nUser-agent: x\nDisallow: /x\nUser-agent: *\nDisallow: /b\n")
    'user-agent: *\nDisallow: /a\nDisallow: /b\nuser-agent: x\nDisallow: /x\n'
    """
    groups: dict[str, list[str]] = {}
    agents: list[str] = []
    naming = False
    for line in text.splitlines():
        found = _LINE.match(line)
        if not found:
            continue
        key, value = found[1].lower(), found[2].strip()
        if key == "user-agent":
            agents = [*agents, value.lower()] if naming else [value.lower()]
            groups.setdefault(agents[-1], [])
            naming = True
        elif key != "sitemap":
            naming = False
            for agent in agents:
                groups[agent].append(f"{found[1]}: {value}")
    return "".join(f"user-agent: {agent}\n" + "".join(f"{rule}\n" for rule in rules) for agent, rules in groups.items())
