"""Export: the fetched pages of a source as a WARC file, for archives and their tools; the store stays the original.

A record holds the page unpacked: what its headers said of packing is kept under `X-Crawler-`, as Common
Crawl does. The same store gives the same bytes.
"""

from __future__ import annotations

import io
import uuid
from pathlib import Path
from typing import BinaryIO

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from etl.fetch.files import HASH_DIGITS, is_sealed
from etl.fetch.store import Origin, digest_of, origin_of, sidecar_text, stored
from etl.records import Complaint

PACKING = ("content-encoding", "content-length", "transfer-encoding")


def export(raw: Path, source: str, target: BinaryIO) -> int:
    """Write every sound page of a source, by the time of fetching; how many there were.

    Raises:
        Complaint: the source has no fetched page, or one that is damaged.
    """
    rows: list[tuple[Origin, Path]] = []
    for path in stored(raw / source):
        told = sidecar_text(path)
        if told is None or not is_sealed(told) or digest_of(path) != path.name[:HASH_DIGITS]:
            raise Complaint(f"run etl raw verify {source}: {path.name} is damaged, and no archive is made of it")
        rows.append((origin_of(told), path))
    if not rows:
        raise Complaint(f"fetch {source} first: raw/{source} holds no fetched page")
    writer = WARCWriter(target, gzip=True, warc_version="1.1")
    for origin, path in sorted(rows, key=lambda row: (row[0].fetched_at, row[1].name)):
        _write(writer, origin, path)
    return len(rows)


def _write(writer: WARCWriter, origin: Origin, path: Path) -> None:
    data = path.read_bytes()
    digest = path.name[:HASH_DIGITS]
    names = [(f"X-Crawler-{key}" if key.lower() in PACKING else key, value) for key, value in origin.headers.items()]
    headers = StatusAndHeaders("200 OK", [*names, ("Content-Length", str(len(data)))], protocol="HTTP/1.1")
    told = {
        "WARC-Record-ID": f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{origin.url} {digest}')}>",
        "WARC-Date": origin.fetched_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    if origin.address:
        told["WARC-IP-Address"] = origin.address
    record = writer.create_warc_record(
        origin.final or origin.url,
        "response",
        payload=io.BytesIO(data),
        length=len(data),
        http_headers=headers,
        warc_headers_dict=told,
    )
    writer.write_record(record)
