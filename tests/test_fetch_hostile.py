"""Whatever a server does, an address ends in its time, in little memory, with a page or a reason."""

import asyncio
import resource
import ssl
import time
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hostile_server import INNER, PAGE, ROBOTS, SECRET, serving

from etl.fetch.client import Client
from etl.fetch.guard import Refused, admit, pin
from etl.fetch.pace import Clock, Pace
from etl.sources.web import Politeness, Web

CASES = tomllib.loads((Path(__file__).parent / "cases" / "hostile.toml").read_text(encoding="utf-8"))["case"]
SHORT = 1.5  # seconds, where the case is that a server never ends
LONG = 60.0  # seconds, where it does end: a busy machine must not turn a page into a timeout
LOAD = 20.0  # a busy machine may hold up a thread for so long; the strict figure is measured by `make hostile`
MEGABYTES = 150


class Leap(Clock):
    """A clock whose waiting costs no time; `waited` are the pauses that were asked for."""

    def __init__(self):
        self.at = 0.0
        self.waited = []

    def now(self):
        return datetime(2026, 5, 1, tzinfo=UTC) + timedelta(seconds=self.at)

    def seconds(self):
        return self.at

    async def sleep(self, seconds):
        self.waited.append(round(seconds, 3))
        self.at += seconds
        await asyncio.sleep(0)


def web(server, deadline=LONG, **more):
    polite = Politeness(delay=0.0, deadline=deadline, most_bytes=2_000_000, most_unpacked=4_000_000)
    hosts = (f"127.0.0.1:{server.port}", *more.pop("hosts", ()))
    return Web("list", (), hosts=hosts, private=("127.0.0.1/32",), **{"politeness": polite, **more})


def ask(client, address):
    """What became of an address: its name, in how many seconds, and by how many megabytes memory grew at most."""
    before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    try:
        answer = asyncio.run(client.get(address))
        told, reason = "page", f"{len(answer.body):,} bytes are kept"
    except Refused as refusal:
        told, reason = refusal.name, refusal.reason
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    return told, reason, time.monotonic() - started, grown


@pytest.fixture(scope="module")
def server():
    with serving() as one:
        yield one


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["path"])
def test_every_case_ends_with_its_verdict(server, case):
    deadline = SHORT if case["verdict"] == "deadline" else LONG
    client = Client(web(server, deadline), "tests", Pace(Leap()))
    told, reason, seconds, grown = ask(client, server.root + case["path"])
    assert told == case["verdict"], reason
    assert reason
    assert seconds < deadline + LOAD
    assert grown < MEGABYTES
    assert SECRET.decode() not in reason


def test_there_are_enough_cases():
    assert len(CASES) + len(INNER) + len(ROBOTS) >= 40
    assert len({case["path"] for case in CASES}) == len(CASES)


@pytest.mark.parametrize("name", INNER)
def test_no_redirect_reaches_an_inner_address(name):
    with serving() as other:
        web_ = Web("list", (), hosts=("site.example",), politeness=Politeness(delay=0, deadline=LONG))
        # The site itself stands on loopback here, so that its redirect can be read at all.
        client = Client(web_, "tests", Pace(Leap()), resolve=_on_loopback)
        client._pins["site.example"] = "127.0.0.1"
        object.__setattr__(web_, "hosts", (f"site.example:{other.port}",))
        told, reason, _, _ = ask(client, f"http://site.example:{other.port}/inner-{name}")
        assert told in {"other-host", "bad-address", "private-address"}, reason
        assert not other.asked["/secret"]


async def _on_loopback(host, port):
    return ["127.0.0.1"]


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.1", "224.0.0.1",
     "255.255.255.255", "240.0.0.1", "192.0.2.1", "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:10.0.0.1",
     "::ffff:169.254.169.254", "64:ff9b::a00:1", "64:ff9b:1::a00:1", "::10.0.0.1", "2002:a00:1::", "2001:db8::1",
     "::ffff:0:10.0.0.1", "2001:0:4136:e378:8000:63bf:f5ff:fffe"],
)  # fmt: skip
def test_a_name_that_leads_inside_is_refused(address):
    async def resolve(host, port):
        return ["1.1.1.1", address]

    target = admit("http://site.example/", {"site.example"})
    with pytest.raises(Refused, match="not a public address"):
        asyncio.run(pin(target, (), resolve))


@pytest.mark.parametrize(
    "host", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "localhost", "[::1]", "[::ffff:7f00:1]"]
)
def test_even_a_listed_spelling_of_loopback_is_refused(host):
    client = Client(
        Web("list", (), hosts=(host.strip("[]"),), politeness=Politeness(delay=0, deadline=LONG, tries=1)), "t"
    )
    told, reason, _, _ = ask(client, f"http://{host}/")
    assert told in {"robots-shut", "bad-address"}, reason
    assert told != "robots-shut" or "not a public address" in reason or "has no address" in reason


def test_a_public_address_is_pinned_and_the_name_never_asked_again(server):
    """DNS rebinding: the second answer of the resolver would be another address."""
    asked = []

    async def resolve(host, port):
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["127.0.0.2"]

    rebound = web(server, hosts=(f"rebind.example:{server.port}",))
    client = Client(rebound, "tests", Pace(Leap()), resolve=resolve)
    address = f"http://rebind.example:{server.port}/page"
    first, second = (asyncio.run(client.get(address)) for _ in range(2))
    assert asked == ["rebind.example"]
    assert first.address == second.address == "127.0.0.1"
    assert f"Host: rebind.example:{server.port}" in server.requests[-1]


ALLOWED = {"404": True, "403": True, "500": False, "silent": False, "bom": False, "600KB": True, "600KB-first": False,
           "twice": False, "html": True, "redirect": False, "redirect-away": False, "binary": True, "bomb": False,
           "slow": True, "endless": False, "utf-16": True}  # fmt: skip


@pytest.mark.parametrize("name", ROBOTS)
def test_robots_in_every_state(name):
    with serving({"/robots.txt": ROBOTS[name]}) as one:
        deadline = SHORT if name == "silent" else LONG
        told, reason, seconds, _ = ask(Client(web(one, deadline), "tests", Pace(Leap())), f"{one.root}/page")
        assert (told == "page") == ALLOWED[name], reason
        assert one.asked["/page"] == ALLOWED[name]
        assert seconds < deadline + LOAD


def test_a_crawl_delay_is_obeyed():
    with serving({"/robots.txt": ROBOTS["slow"]}) as one:
        clock = Leap()
        client = Client(web(one), "tests", Pace(clock))
        for _ in range(3):
            asyncio.run(client.get(f"{one.root}/page"))
        assert [pause for pause in clock.waited if pause] == [7.0, 7.0, 7.0]


@pytest.mark.parametrize(("path", "pause"), [("date", 120.0), ("negative", 4.0), ("huge", 3600.0), ("nonsense", 4.0)])
def test_retry_after_is_honoured_within_bounds(server, path, pause):
    clock = Leap()
    answer = asyncio.run(Client(web(server), "tests", Pace(clock)).get(f"{server.root}/retry-{path}"))
    assert answer.body == PAGE
    assert [one for one in clock.waited if one] == [pytest.approx(pause, abs=0.01)]


def test_tries_end_after_three(server):
    before = server.asked["/retry-always"]
    clock = Leap()
    with pytest.raises(Refused, match="503"):
        asyncio.run(Client(web(server), "tests", Pace(clock)).get(f"{server.root}/retry-always"))
    assert server.asked["/retry-always"] - before == 3
    assert [one for one in clock.waited if one] == [7.0, 16.0]


def test_bytes_are_kept_as_they_came(server):
    client = Client(web(server), "who@example.org", Pace(Leap()))
    body = asyncio.run(client.get(f"{server.root}/wrong-charset")).body
    assert body == PAGE.decode().encode("gbk")
    assert "who@example.org" in server.requests[-1]
    assert SECRET not in asyncio.run(client.get(f"{server.root}/too-long-for-length")).body


def test_redirects_are_told(server):
    answer = asyncio.run(Client(web(server), "tests", Pace(Leap())).get(f"{server.root}/redirect-once"))
    assert answer.redirects == (f"{server.root}/redirect-once",)
    assert answer.final == f"{server.root}/page"


def test_one_request_at_a_time_goes_to_a_host(server):
    pace, under_way, most = Pace(Leap()), [], []

    class Watched(Client):
        async def _request(self, target, known):
            under_way.append(1)
            most.append(len(under_way))
            try:
                return await super()._request(target, known)
            finally:
                under_way.pop()

    async def crowd():
        clients = [Watched(web(server), "tests", pace) for _ in range(8)]
        await asyncio.gather(*(client.get(f"{server.root}/page") for client in clients))

    asyncio.run(crowd())
    assert max(most) == 1


def certificate(folder, name):
    """A key and a certificate for a name, signed by itself."""
    x509 = pytest.importorskip("cryptography.x509")
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = made.public_bytes(serialization.Encoding.PEM)
    (folder / "cert.pem").write_bytes(pem)
    plain = serialization.NoEncryption()
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    (folder / "key.pem").write_bytes(private)
    return folder / "cert.pem", folder / "key.pem"


@pytest.mark.parametrize(("host", "told"), [("site.example", "page"), ("other.example", "robots-shut")])
def test_tls_proves_the_name_although_the_address_is_pinned(tmp_path, host, told):
    cert, key = certificate(tmp_path, "site.example")
    inside = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    inside.load_cert_chain(cert, key)
    with serving(tls=inside) as one:
        hosts = (f"{host}:{one.port}",)
        client = Client(web(one, hosts=hosts), "tests", Pace(Leap()), resolve=_on_loopback)
        client.trust = ssl.create_default_context(cafile=str(cert))
        verdict, reason, _, _ = ask(client, f"https://{host}:{one.port}/page")
        assert verdict == told, reason
        assert told == "page" or "certificate" in reason.lower()
        stranger = Client(web(one, hosts=hosts), "tests", Pace(Leap()), resolve=_on_loopback)
        verdict, reason, _, _ = ask(stranger, f"https://{host}:{one.port}/page")
        assert verdict == "robots-shut"
        assert "certificate" in reason.lower()
