"""Signs: show a text to the letter, so that nothing in it commands a terminal or turns the direction of writing."""

from __future__ import annotations

import re


def visible(text: str) -> str:
    r"""The text with what would command a terminal made seen: control characters and marks of direction.

    >>> visible("a\x1b[31mb\u202ec")
    'a␛[31mb⟨202E⟩c'
    """
    return _COMMANDS.sub(_sign, text)


def _sign(found: re.Match[str]) -> str:
    code = ord(found[0])
    return chr(0x2400 + code) if code < 0x20 else f"⟨{code:04X}⟩"


# Control characters but tab and line feed, and the marks that turn the direction of writing.
_COMMANDS = re.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]")
