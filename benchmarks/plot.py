"""Plot: the medians of a benchmark as bars, in SVG."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape

COLOURS = {"plain": "#9aa5b1", "ours": "#b3261e", "flow-1": "#d98c3f", "flow-2": "#5b7f3b"}
ROW, LEFT, WIDTH = 22, 190, 460


def drawn(found: dict[str, Any]) -> str:
    """Bars of MB/s by step and kind, whose ranges the JSON has."""
    bars = [
        (f"{step} · {kind}", kind, steps[step]["median"])
        for step in dict.fromkeys(step for steps in found["mb_per_s"].values() for step in steps)
        for kind, steps in found["mb_per_s"].items()
        if step in steps
    ]
    leaves = [
        (f"{name} alone · {kind}", kind, leaf[kind]["median"])
        for name, leaf in found["leaves"].items()
        for kind in ("plain", "ours")
    ]
    rows = [*leaves, *bars]
    most = max(rate for _, _, rate in rows)
    height = ROW * len(rows) + 60
    body = "\n".join(_bar(at, label, kind, rate, most) for at, (label, kind, rate) in enumerate(rows))
    title = f"MB/s, medians of {found['runs']} runs over {found['bytes'] / 1e6:.0f} MB; a longer bar is faster"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + WIDTH + 90} {height}" '
        f'font-family="sans-serif" font-size="13">\n<text x="10" y="24" font-size="15">{escape(title)}</text>\n'
        f"{body}\n</svg>\n"
    )


def _bar(at: int, label: str, kind: str, rate: float, most: float) -> str:
    """One bar; the length is the root of the share, so that slow steps can be seen beside fast ones."""
    top = 44 + at * ROW
    length = max(1, WIDTH * (rate / most) ** 0.5)
    return (
        f'<text x="{LEFT - 8}" y="{top + 12}" text-anchor="end">{escape(label)}</text>'
        f'<rect x="{LEFT}" y="{top}" width="{length:.0f}" height="{ROW - 6}" fill="{COLOURS[kind]}"/>'
        f'<text x="{LEFT + length + 6:.0f}" y="{top + 12}">{rate:.3g}</text>'
    )
