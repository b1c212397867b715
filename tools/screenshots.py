# ruff: noqa: INP001  (a script that is run by hand, no package)
"""Screenshots: take the pictures of docs/report.md anew, over the samples: light, dark and as wide as a phone.

    python tools/screenshots.py

Chromium must be installed, and a font with Chinese characters (Debian: chromium, fonts-noto-cjk).
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SETTLED = 0.7  # seconds until a scroll has come to rest

# name, width, dark, the part of the page that is looked at
PICTURES = [
    ("report-light", 1280, False, "#glance"),
    ("report-themes", 1280, False, "#themes"),
    ("report-dark", 1280, True, "#amounts"),
    ("reader", 1280, False, "#article .pair"),
    ("reader-dark", 1280, True, "#article .pair"),
    ("report-phone", 390, False, "#themes"),
    ("reader-phone", 390, False, "#article .pair"),
]


def main() -> None:
    """Make the warehouse of the samples, its report, and the pictures."""
    sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
    from warehouse_building import build  # noqa: PLC0415  (the tests' way to a warehouse without a flow engine)

    from etl.report import report  # noqa: PLC0415
    from tests.browser import browser  # noqa: PLC0415

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        build(ROOT / "raw", home / "warehouse")
        page = report(home / "warehouse", home / "report.html").path
        with browser(home / "browser") as opened:
            for name, width, dark, part in PICTURES:
                opened.look(width, 844 if width < 500 else 800, dark=dark)
                opened.open(page)
                opened.ask(f"document.querySelector('{part}').scrollIntoView({{behavior: 'instant'}}); 1")
                opened.ask("{ const facts = document.querySelector('.pair ~ .facts'); facts.open = true; 1 }")
                time.sleep(SETTLED)
                opened.picture(ROOT / "docs" / "images" / f"{name}.png")


if __name__ == "__main__":
    main()
