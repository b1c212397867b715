"""Web: what a source's file says to those who fetch it: where to begin, what is an article, how gently to ask."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

KINDS = ("list", "feed", "sitemap", "addresses", "folder", "demo")
ANYTHING = re.compile(".*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Politeness:
    """How gently a site is asked; seconds, bytes, days and counts."""

    delay: float = 3.0  # between two requests to a host; the site's own Crawl-delay counts where it is longer
    deadline: float = 60.0  # for one address, all tries and redirects together, waiting for its turn left out
    tries: int = 3
    redirects: int = 5
    most_bytes: int = 8_000_000  # as they come over the wire
    most_unpacked: int = 16_000_000
    recheck: int = 30  # days after its first fetch during which a page is asked whether it has changed
    failures: int = 5  # so many addresses in a row that fail stop the visit

    def __post_init__(self) -> None:
        for part in fields(self):
            if getattr(self, part.name) < 0:
                raise ValueError(f"[web.politeness] {part.name}: write a number that is not negative")


@dataclass(frozen=True, slots=True)
class Web:
    """Where the articles of a source come from.

    `start` are addresses of lists, feeds, sitemaps or articles, by `kind`; a folder's are paths. `articles`
    and `follow` are matched against a whole absolute address: an article, and a further list page (of a
    sitemap: a further map). `further` numbers list pages that are reached by script only, as
    `index_{}.html` from `first` on. At most `pages` list pages are read from each start. `private` are
    networks that may be called although they are not public. `expect` bounds what a visit finds:
    `links` (addresses of articles) and `characters` (Han characters of a page); fewer stops the source,
    more is a doubt. `seen` is the day on which the patterns were last seen to hold, `evidence` where; `seen_on`
    names another host of the same publishing system where they were seen when it was not this source's own.
    """

    kind: str
    start: tuple[str, ...]
    hosts: tuple[str, ...] = ()
    articles: re.Pattern[str] = ANYTHING
    follow: re.Pattern[str] | None = None
    further: str = ""
    first: int = 1
    pages: int = 5
    seen: date | None = None
    seen_on: str = ""
    evidence: str = ""
    example: str = ""
    private: tuple[str, ...] = ()
    politeness: Politeness = field(default_factory=Politeness)
    expect: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"[web] kind: write one of {', '.join(KINDS)}, not {self.kind!r}")


def web_of(name: str, table: Mapping[str, Any]) -> Web:
    """The `[web]` table of a source's file.

    Raises:
        ValueError: it has a key that nobody reads, lacks one, or holds what does not fit.
    """
    known = {part.name for part in fields(Web)}
    unknown = sorted(set(table) - known)
    if unknown:
        raise ValueError(f"sources/{name}.toml: [web] knows no {', '.join(unknown)}")
    told = dict(table)
    try:
        told["start"] = tuple(told["start"])
        told["hosts"] = tuple(told.get("hosts", ()))
        told["private"] = tuple(told.get("private", ()))
        told["politeness"] = Politeness(**told.get("politeness", {}))
        told["expect"] = {key: (low, high) for key, (low, high) in told.get("expect", {}).items()}
        for key in {"articles", "follow"} & set(told):
            told[key] = re.compile(told[key])
        return Web(**told)
    except (KeyError, TypeError, ValueError, re.error) as error:
        raise ValueError(f"sources/{name}.toml: mend [web]: {error}") from error
