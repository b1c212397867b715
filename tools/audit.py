# ruff: noqa: INP001  (tools stand alone)
"""Audit: ask pip-audit whether a pinned package has a known weakness; say so where nobody can be asked.

Exit status 1 if a weakness is known, 0 otherwise. A machine without a way to a list of weaknesses is told, not failed:
what cannot be asked there is asked by whoever has one.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

LOCK = Path(__file__).resolve().parents[1] / "requirements.lock"
ASK = [
    sys.executable,
    "-m",
    "pip_audit",
    "--disable-pip",
    "--require-hashes",
    "--format",
    "json",
    "--progress-spinner",
    "off",
]


def main() -> int:
    """Print what is known of every package of the lock."""
    try:
        done = subprocess.run([*ASK, "-r", str(LOCK)], capture_output=True, text=True, check=False, timeout=300)  # noqa: S603  (our own words)
        packages = json.loads(done.stdout or "{}").get("dependencies", [])
    except (subprocess.TimeoutExpired, json.JSONDecodeError):
        packages = []
    weak = [package for package in packages if package.get("vulns")]
    unknown = sum(1 for package in packages if "skip_reason" in package)
    for package in weak:
        names = ", ".join(f"{one['id']} (mended in {' '.join(one['fix_versions']) or '?'})" for one in package["vulns"])
        print(f"raise {package['name']} {package['version']}: {names}")  # noqa: T201
    asked = len(packages) - unknown
    print(f"audit: {asked} packages were looked up, {unknown or 'none'} unknown to the list, {len(weak)} weak")  # noqa: T201
    if not asked:
        print("audit skipped: no list of weaknesses can be reached from here; run `make audit` where one can")  # noqa: T201
    return int(bool(weak))


if __name__ == "__main__":
    sys.exit(main())
