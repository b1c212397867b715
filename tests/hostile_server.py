"""Serve, on loopback, what the worst of servers send; each path is a case, told in `CASES`.

Raw sockets: no library stands between a case and the wire. Run alone it serves until it is stopped.
"""

import asyncio
import gzip
import threading
import zlib
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

PAGE = (
    "<html><head><title>机关党建</title></head><body><p>"
    + "全县机关党支部开展主题党日活动。" * 20
    + "</p></body></html>"
).encode()
SECRET = b"SECRET-OF-THE-INNER-NET"
STEP = 0.2  # seconds between two bytes of a slow answer

Chunks = AsyncIterator[bytes]
Handler = Callable[["Server", str], Chunks]


@dataclass
class Server:
    """A hostile server: its port, what it was asked, and the answers by path."""

    port: int = 0
    asked: Counter = field(default_factory=Counter)
    requests: list = field(default_factory=list)
    answers: dict = field(default_factory=dict)

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def handle(self, reader, writer):
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            path = head.split(" ", 2)[1]
            self.asked[path] += 1
            self.requests.append(head)
            answer = self.answers.get(path) or self.answers.get(path.partition("?")[0]) or missing
            async for chunk in answer(self, path):
                writer.write(chunk)
                await writer.drain()
        with suppress(ConnectionError):
            writer.close()


def whole(body=PAGE, status="200 OK", *headers, length=None):
    """An answer in one piece; `length` may lie."""
    lines = [
        f"HTTP/1.1 {status}",
        "Content-Type: text/html",
        f"Content-Length: {len(body) if length is None else length}",
    ]
    data = "\r\n".join([*lines, *headers, "", ""]).encode("utf-8") + body

    async def answer(server, path):
        yield data

    return answer


async def missing(server, path):
    async for chunk in whole(b"no", "404 Not Found")(server, path):
        yield chunk


def redirect(to, status="302 Found"):
    async def answer(server, path):
        yield f"HTTP/1.1 {status}\r\nLocation: {to.format(port=server.port)}\r\nContent-Length: 0\r\n\r\n".encode()

    return answer


async def slow_header(server, path):
    yield b"HTTP/1.1 200 OK\r\n"
    for at in range(10_000):
        await asyncio.sleep(STEP)
        yield f"X-{at}: 1\r\n".encode()


async def slow_body(server, path):
    yield b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100000\r\n\r\n"
    for _ in range(10_000):
        await asyncio.sleep(STEP)
        yield b"a"


async def silent(server, path):
    await asyncio.sleep(3600)
    yield b""


async def endless_body(server, path):
    yield b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    while True:
        yield b"a" * 65536


async def endless_chunks(server, path):
    yield b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    while True:
        yield b"10000\r\n" + b"a" * 65536 + b"\r\n"


async def endless_header(server, path):
    yield b"HTTP/1.1 200 OK\r\nX-Long: "
    while True:
        yield b"a" * 65536


async def many_headers(server, path):
    yield b"HTTP/1.1 200 OK\r\n"
    at = 0
    while True:
        at += 1
        yield b"".join(b"X-%d: 1\r\n" % (at * 1000 + one) for one in range(1000))


async def informational(server, path):
    while True:
        yield b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" * 100


async def slow_informational(server, path):
    while True:
        yield b"HTTP/1.1 100 Continue\r\n\r\n"
        await asyncio.sleep(STEP)


def bomb(layers_of_zero=1 << 30):
    """A gigabyte of zeros as gzip, made and sent piece by piece."""

    async def answer(server, path):
        yield b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n"
        packer = zlib.compressobj(9, zlib.DEFLATED, 31)
        for _ in range(layers_of_zero >> 20):
            part = packer.compress(b"\0" * (1 << 20))
            if part:
                yield part
        yield packer.flush()

    return answer


def packed(data, coding="gzip"):
    async def answer(server, path):
        yield f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: {coding}\r\n\r\n".encode() + data

    return answer


async def short_chunk(server, path):
    yield b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n100\r\n" + b"a" * 16


async def bad_chunk(server, path):
    yield b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n" + PAGE


async def two_lengths(server, path):
    yield b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 900\r\n\r\n" + PAGE


async def not_http(server, path):
    yield b"220 ftp.dangjian.example ready\r\n"


async def hang_up(server, path):
    return
    yield b""


async def reset_once(server, path):
    if server.asked[path] > 1:
        async for chunk in whole()(server, path):
            yield chunk


async def cookies(server, path):
    if server.asked[path] > 1 and "cookie" in server.requests[-1].lower():
        yield b"HTTP/1.1 500 Cookie came back\r\nContent-Length: 0\r\n\r\n"
        return
    jar = "".join(f"Set-Cookie: c{at}={'x' * 300}; Path=/\r\n" for at in range(150))
    yield f"HTTP/1.1 200 OK\r\n{jar}Content-Length: {len(PAGE)}\r\n\r\n".encode() + PAGE


def gbk_with_wrong_charset():
    body = PAGE.decode().encode("gbk")
    return whole(body, "200 OK", "Content-Type: text/html; charset=utf-8")


async def loop_of_names(server, path):
    """A redirect to an address that was never asked for before, for ever."""
    at = int(path.partition("?")[2] or 0) + 1
    async for chunk in redirect(f"/endless-redirect?{at}")(server, path):
        yield chunk


def busy(times, *headers):
    """503 with its `Retry-After`, so many times, then the page."""

    async def answer(server, path):
        handler = whole(b"", "503 Busy", *headers) if server.asked[path] <= times else whole()
        async for chunk in handler(server, path):
            yield chunk

    return answer


GZIP = gzip.compress(PAGE * 50, mtime=0)
REFRESH = b'<meta http-equiv="refresh" content="0;url=/meta-refresh">'
TWICE = "User-agent: *\nDisallow: /other\n\nUser-agent: x\nDisallow: /\n\nUser-agent: *\nDisallow: /page\n"
DEEP = b"<div>" * 400_000
# Every spelling of an inner address that a redirect may try; `{port}` is that of the server.
INNER = {
    "dotted": "http://127.0.0.1:{port}/secret", "name": "http://localhost:{port}/secret",
    "decimal": "http://2130706433:{port}/secret", "hex": "http://0x7f000001:{port}/secret",
    "octal": "http://0177.0.0.1:{port}/secret", "short": "http://127.1:{port}/secret",
    "zero": "http://0.0.0.0:{port}/secret", "v6": "http://[::1]:{port}/secret",
    "mapped": "http://[::ffff:127.0.0.1]:{port}/secret", "mapped-hex": "http://[::ffff:7f00:1]:{port}/secret",
    "nat64": "http://[64:ff9b::7f00:1]:{port}/secret", "compatible": "http://[::127.0.0.1]:{port}/secret",
    "6to4": "http://[2002:7f00:1::]:{port}/secret", "metadata": "http://169.254.169.254/latest/meta-data/",
    "ten": "http://10.0.0.1/", "dot": "http://127.0.0.1.:{port}/secret",
    "wide": "http://１２７.０.０.１:{port}/secret", "user": "http://allowed@127.0.0.1:{port}/secret",
    "backslash": "http://allowed\\@127.0.0.1:{port}/secret", "scheme": "file:///etc/passwd",
    "protocol": "gopher://127.0.0.1:{port}/_secret", "no-scheme": "//127.0.0.1:{port}/secret",
}  # fmt: skip
ANSWERS = {
    "/page": whole(), "/secret": whole(SECRET),
    "/slow-header": slow_header, "/slow-body": slow_body, "/silent": silent,
    "/endless-body": endless_body, "/endless-chunks": endless_chunks, "/endless-header": endless_header,
    "/many-headers": many_headers, "/1xx-flood": informational, "/1xx-drip": slow_informational,
    "/bomb": bomb(), "/bomb-in-bomb": packed(gzip.compress(gzip.compress(b"\0" * (64 << 20)))),
    "/truncated-gzip": packed(GZIP[: len(GZIP) // 2]), "/gzip-bad-checksum": packed(GZIP[:-8] + b"\0" * 8),
    "/not-gzip": packed(PAGE), "/two-members": packed(gzip.compress(PAGE) + gzip.compress(PAGE)),
    "/raw-deflate": packed(zlib.compress(PAGE)[2:-4], "deflate"), "/brotli-unasked": packed(b"\x1b\x00", "br"),
    "/too-long-for-length": whole(PAGE + SECRET, length=len(PAGE)), "/too-short-for-length": whole(PAGE, length=9999),
    "/negative-length": whole(PAGE, length=-5), "/two-lengths": two_lengths, "/short-chunk": short_chunk,
    "/bad-chunk": bad_chunk, "/huge-length": whole(PAGE, length=10**15), "/not-http": not_http, "/hang-up": hang_up,
    "/reset-once": reset_once, "/wrong-charset": gbk_with_wrong_charset(), "/cookie-bomb": cookies,
    "/redirect-loop": redirect("/redirect-loop-2"), "/redirect-loop-2": redirect("/redirect-loop"),
    "/endless-redirect": loop_of_names, "/redirect-nowhere": whole(b"", "302 Found"),
    "/redirect-once": redirect("/page"), "/meta-refresh": whole(REFRESH),
    "/empty": whole(b""), "/status-999": whole(PAGE, "999 Odd"), "/forbidden": whole(b"no", "403 Forbidden"),
    "/server-error": whole(b"", "500 Error"), "/deep": whole(DEEP), "/nul-header": whole(PAGE, "200 OK", "X-A: a\0b"),
    "/retry-date": busy(1, "Retry-After: Fri, 01 May 2026 00:02:00 GMT"), "/retry-negative": busy(1, "Retry-After: -5"),
    "/retry-huge": busy(1, "Retry-After: 99999999999999999999"), "/retry-nonsense": busy(1, "Retry-After: soon"),
    "/retry-always": busy(99, "Retry-After: 7"),
    **{f"/inner-{name}": redirect(to) for name, to in INNER.items()},
}  # fmt: skip
ROBOTS = {
    "404": whole(b"no", "404 Not Found"), "403": whole(b"no", "403 Forbidden"), "500": whole(b"", "500 Error"),
    "silent": silent, "bom": whole(b"\xef\xbb\xbfUser-agent: *\nDisallow: /page\n"),
    "600KB": whole(b"# long\n" * 90_000 + b"User-agent: *\nDisallow: /page\n"),
    "600KB-first": whole(b"User-agent: *\nDisallow: /page\n" + b"# long\n" * 90_000),
    "twice": whole(TWICE.encode()),
    "html": whole(PAGE), "redirect": redirect("/robots-there"), "redirect-away": redirect("http://10.0.0.1/robots.txt"),
    "binary": whole(bytes(range(256)) * 100), "bomb": bomb(), "slow": whole(b"User-agent: *\nCrawl-delay: 7\n"),
    "endless": endless_body, "utf-16": whole("User-agent: *\nDisallow: /page\n".encode("utf-16")),
}  # fmt: skip


@contextmanager
def serving(answers=None, tls=None):
    """A server in a thread of its own; `answers` take the place of some of ANSWERS."""
    server = Server(answers={**ANSWERS, "/robots-there": whole(b"User-agent: *\nDisallow: /page\n"), **(answers or {})})
    ready, stop = threading.Event(), asyncio.Event()
    loop = asyncio.new_event_loop()

    async def serve():
        listening = await asyncio.start_server(server.handle, "127.0.0.1", 0, ssl=tls)
        server.port = listening.sockets[0].getsockname()[1]
        ready.set()
        await stop.wait()
        listening.close()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()), daemon=True)
    thread.start()
    ready.wait(30)
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(30)
