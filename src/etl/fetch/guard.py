"""Guard: say which addresses may be called, whatever their spelling, and pin the one that is.

Two walls. An address must name a host that its source lists; and what that name resolves to must be
a public address, also under every mask that hides another one (`::ffff:127.0.0.1`, NAT64, 6to4). The
name is resolved once, and the connection goes to the very address that was checked: an answer that
changes later (DNS rebinding) is never asked for.
"""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Awaitable, Callable, Collection, Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import NamedTuple

import httpx

Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]

LONGEST = 2048  # characters of an address; browsers and servers stop about there
PORTS = {"http": 80, "https": 443}
# Networks whose addresses carry an IPv4 address in their last four bytes: NAT64 (RFC 6052, 8215) and the old
# "compatible" form. Mapped, 6to4 and Teredo addresses say theirs themselves.
CARRIERS = [ip_network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48", "::/96", "::ffff:0:0:0/96")]

_FOUL = re.compile(r"[\x00-\x20\x7f\\]|[\u2028\u2029]")


class Refused(Exception):  # noqa: N818  (it is a verdict on an address, not a fault of the program)
    """An address gave nothing: `name` is the case in one word, `reason` a sentence; `passing` ones may be tried again.

    `status` is the answer's status if there was one, `wait` the seconds for which the host asked.
    """

    def __init__(
        self, name: str, reason: str, *, passing: bool = False, status: int | None = None, wait: float | None = None
    ) -> None:
        super().__init__(reason)
        self.name = name
        self.reason = reason
        self.passing = passing
        self.status = status
        self.wait = wait


class Target(NamedTuple):
    """An address that may be called, and its parts."""

    url: httpx.URL
    host: str
    port: int


def admit(address: str, hosts: Collection[str]) -> Target:
    """The address as a target, where its host is one of `hosts` (`host`, or `host:port` for another port).

    Raises:
        Refused: it is no plain web address, or names another host.
    """
    if len(address) > LONGEST or _FOUL.search(address):
        raise Refused("bad-address", "the address is too long, or holds spaces, controls or backslashes")
    try:
        url = httpx.URL(address)
    except (httpx.InvalidURL, ValueError) as error:
        raise Refused("bad-address", f"the address cannot be read: {error}") from error
    if url.scheme not in PORTS or not url.host:
        raise Refused("bad-address", f"only http and https addresses are called, not {url.scheme or 'none'}")
    if url.userinfo:
        raise Refused("bad-address", "the address holds a user name, which only hides where it goes")
    host = url.host.rstrip(".").lower()
    port = url.port or PORTS[url.scheme]
    listed = f"{host}:{port}" in hosts or (host in hosts and port == PORTS[url.scheme])
    if not listed:
        raise Refused("other-host", f"{host}:{port} is not among the source's hosts")
    return Target(url, host, port)


async def pin(target: Target, private: Collection[str], resolve: Resolve) -> str:
    """The one IP address to connect to; every address that the name has must be allowed.

    `private` are networks that the source says it may call although they are not public.

    Raises:
        Refused: the name has no address, or one that is not public.
    """
    try:
        found = [str(ip_address(target.host))]
    except ValueError:
        found = list(await _resolved(target, resolve))
    for one in found:
        if not _allowed(ip_address(one), private):
            raise Refused("private-address", f"{target.host} leads to {one}, which is not a public address")
    return found[0]


async def _resolved(target: Target, resolve: Resolve) -> Sequence[str]:
    try:
        found = await resolve(target.host, target.port)
    except (OSError, UnicodeError) as error:
        raise Refused("no-address", f"{target.host} has no address: {error}", passing=True) from error
    if not found:
        raise Refused("no-address", f"{target.host} has no address", passing=True)
    return found


async def system_resolve(host: str, port: int) -> Sequence[str]:
    """The addresses of a name, as the system knows them."""
    rows = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(row[4][0]).partition("%")[0] for row in rows]


def _allowed(address: Address, private: Collection[str]) -> bool:
    if any(address in ip_network(net) for net in private):
        return True
    return all(_is_public(one) for one in _faces(address))


def _faces(address: Address) -> list[Address]:
    """The address and every IPv4 address that it carries."""
    if isinstance(address, IPv4Address):
        return [address]
    teredo = address.teredo or ()
    inner = [one for one in (address.ipv4_mapped, address.sixtofour, *teredo) if one is not None]
    if any(isinstance(net, IPv6Network) and address in net for net in CARRIERS):
        inner.append(IPv4Address(address.packed[-4:]))
    return [address, *inner] if not inner else list(inner)


def _is_public(address: Address) -> bool:
    """Whether an address is one of the open net.

    >>> [_is_public(ip_address(one)) for one in ("1.1.1.1", "10.0.0.1", "169.254.169.254", "224.0.0.1", "100.64.0.1")]
    [True, False, False, False, False]
    """
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)
