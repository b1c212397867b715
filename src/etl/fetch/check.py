"""Try: look at a source as a visit would, take two pages, keep nothing."""

from __future__ import annotations

from dataclasses import dataclass, field

from etl.fetch import links
from etl.fetch.client import Client
from etl.fetch.guard import Refused
from etl.fetch.visit import discover, of_folder
from etl.sources import Source
from etl.sources.web import Web

TAKEN = 2  # articles that are asked for


@dataclass(slots=True)
class Trial:
    """What a visit would find: addresses of articles, and of the first of them how many characters they have."""

    source: str
    found: list[str] = field(default_factory=list)
    characters: dict[str, int] = field(default_factory=dict)
    troubles: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether the source would be taken as its file expects."""
        return bool(self.found) and not self.troubles


async def check(source: Source, client: Client) -> Trial:
    """Read the source's lists, or its folder, and its first articles.

    Raises:
        ValueError: the source's file has no `[web]`.
    """
    if source.web is None:
        raise ValueError(f"sources/{source.name}.toml has no [web]: nothing can be fetched")
    trial = Trial(source.name)
    web = source.web
    if web.kind == "folder":
        files = dict(of_folder(web))
        trial.found = list(files)
        _expect(trial, web)
        for name in trial.found[:TAKEN]:
            _take(trial, web, name, files[name].read_bytes())
        return trial

    def fails(refusal: Refused) -> None:
        trial.troubles.append(f"a list: {refusal.reason}")

    trial.found = list(dict.fromkeys([address async for address in discover(web, client, fails)]))
    _expect(trial, web)
    for address in trial.found[:TAKEN]:
        try:
            _take(trial, web, address, (await client.get(address)).body)
        except Refused as refusal:
            trial.troubles.append(f"{address}: {refusal.reason}")
    return trial


def _expect(trial: Trial, web: Web) -> None:
    least, most = web.expect.get("links", (1, 10**9))
    if not least <= len(trial.found) <= most:
        trial.troubles.append(f"{len(trial.found)} links to articles, {least} to {most} are expected")


def _take(trial: Trial, web: Web, name: str, data: bytes) -> None:
    """Look at one article's bytes as a visit would."""
    count = trial.characters[name] = links.han(links.text_of(data))
    least, most = web.expect.get("characters", (0, 10**9))
    if not least <= count <= most:
        trial.troubles.append(f"{name}: {count} Chinese characters, {least} to {most} are expected")
