"""Fetch: bring articles into `raw/` and say which files lie there, by content, with their origin.

`fetch` and `raw_file` read what lies under `raw/`; `visit` takes what is new of a web source, through
`client` (polite, guarded), into `store` (bytes by hash, written whole or not at all).
"""

from etl.fetch.files import LOOSE, SIDECAR, Fetched, fetch, raw_file

__all__ = ["LOOSE", "SIDECAR", "Fetched", "fetch", "raw_file"]
