"""Formats: read the text layer of PDF and DOCX files, in a process of its own that may use so much and no more.

Such files are programs of a kind: they unpack to gigabytes, loop, and crash the libraries that read them.
What goes wrong in the child is a verdict on the file here, and stops nothing else.
"""

from __future__ import annotations

import json
import re
import resource
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from etl.records import SetAside

SECONDS = 60  # by the clock, and of the processor
MEMORY = 1 << 30  # bytes of addresses
MOST = 64 * 1024 * 1024  # bytes of a file
# How a file of the kind begins, what a whole one holds, who reads it, and what to call it.
KINDS = {
    "application/pdf": (re.compile(rb"%PDF-"), rb"endobj", "pdf_layer.py", "a PDF file"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (
        re.compile(rb"PK\x03\x04(?=.{0,200000}word/)", re.DOTALL),
        b"PK\x05\x06",
        "docx_layer.py",
        "an Office file (.docx)",
    ),
}


@dataclass(frozen=True, slots=True)
class Layer:
    """A file's text, in reading order.

    `lines` are (start, stop, tag) of `text`, one for each printed line or paragraph; `sheets` are the
    offsets at which its printed pages begin (a DOCX file has one).
    """

    text: str
    lines: tuple[tuple[int, int, str], ...]
    sheets: tuple[int, ...]
    media_type: str


def layer(data: bytes) -> Layer | None:
    """The text layer of a PDF or DOCX file; None for any other file.

    Raises:
        SetAside: the file is one of these, but cannot be read, or holds no text.
    """
    for media, (mark, needed, script, what) in KINDS.items():
        if mark.match(data):
            if needed not in data:
                raise SetAside(f"The file is {what} of which the end is missing: fetch it again.")
            return _layer(json.loads(_child(script, what, data)), media, what)
    return None


def _layer(sheets: list[list[tuple[str, str]]], media: str, what: str) -> Layer:
    lines: list[tuple[int, int, str]] = []
    parts: list[str] = []
    starts: list[int] = []
    at = 0
    for sheet in sheets:
        starts.append(at)
        for text, tag in sheet:
            lines.append((at, at + len(text), tag))
            parts += [text, "\n"]
            at += len(text) + 1
    if not any(text.strip() for text in parts):
        raise SetAside(f"The file is {what} without a text layer, such as a scan: recognise its text and drop that in.")
    return Layer("".join(parts), tuple(lines), tuple(starts), media)


def _child(script: str, what: str, data: bytes) -> bytes:
    """What the reader prints; it runs alone, without our modules and without the environment's."""
    if len(data) > MOST:
        raise SetAside(f"The file has {len(data):,} bytes, more than the {MOST:,} of any article: split it.")
    command = [sys.executable, "-I", "-B", str(Path(__file__).with_name(script))]
    try:
        done = subprocess.run(  # noqa: S603  (our own script)
            command, input=data, capture_output=True, timeout=2 * SECONDS, check=True, preexec_fn=_bounded
        )
    except subprocess.TimeoutExpired as error:
        raise SetAside(f"The file is {what} that cannot be read in {2 * SECONDS} seconds: save its text.") from error
    except subprocess.CalledProcessError as error:
        told = error.stderr.decode("utf-8", "replace").strip().splitlines()
        reason = told[-1][:160] if told else f"its reader ended with {error.returncode}"
        raise SetAside(f"The file is {what} that cannot be read ({reason}): save its text and drop that in.") from error
    return done.stdout


def _bounded() -> None:
    """Limits of the child; they are set after the fork, before anything of it runs."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
