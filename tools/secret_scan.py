# ruff: noqa: INP001  (tools stand alone)
"""Scan: let detect-secrets look through every file of the repository; exit status 1 if it finds what may be a secret.

What it may find is named here with the reason why it is none; a name that nothing answers to any more is told too.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from detect_secrets import SecretsCollection
from detect_secrets.settings import default_settings

ROOT = Path(__file__).resolve().parents[1]

# File and kind of what was looked at by a person, and why it is no secret.
SEEN = {
    ("src/etl/identity.py", "Base64 High Entropy String"): "the thirty-two characters that ids are written with",
    ("tests/test_threats.py", "Private Key"): "a stand-in: the scan must know a secret when it sees one",
    ("tests/test_threats.py", "Secret Keyword"): "the same",
    ("tests/test_threats.py", "Base64 High Entropy String"): "the same",
}


def main() -> int:
    """Scan what git keeps, say what was found, and how much was looked at."""
    names = kept(ROOT)
    found = scan(ROOT, names)
    unknown = [one for one in found if one[:2] not in SEEN]
    for name, kind, line in unknown:
        print(f"take this out and change it where it is used, or say in {Path(__file__).name} why it is no secret:")  # noqa: T201
        print(f"  {name}:{line}: {kind}")  # noqa: T201
    gone = SEEN.keys() - {one[:2] for one in found}
    for name, kind in sorted(gone):
        print(f"take {name} ({kind}) out of {Path(__file__).name}: nothing is found there any more")  # noqa: T201
    print(f"secrets: {len(names)} files were looked through, {len(unknown) or 'none'} found that may be one")  # noqa: T201
    return int(bool(unknown or gone))


def kept(root: Path) -> list[str]:
    """The files that git keeps, or would if they were added."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=root, capture_output=True, check=True)  # noqa: S603  (our own words)
    return sorted(name for name in set(listed.stdout.decode().split("\0")) if name and (root / name).is_file())


def scan(root: Path, names: Iterable[str]) -> list[tuple[str, str, int]]:
    """What may be a secret in some files below a folder: file, kind and line."""
    secrets = SecretsCollection(root=str(root))
    with default_settings():
        for name in names:
            secrets.scan_file(name)
    return sorted((name, one.type, one.line_number) for name, one in secrets)


if __name__ == "__main__":
    sys.exit(main())
