"""Parse: files of others, by the libraries that know their formats, in a process of its own that stays.

A page, a Markdown text, a PDF or DOCX file is a program of a kind: it unpacks to gigabytes, nests without end, and
crashes or holds up what reads it. So nothing here parses in the caller's process. `parse` hands the bytes to one
that was started for it (see `etl.parse.process`), with limits on its memory and on the time of each file, and takes
back bytes and JSON. What goes wrong there is a verdict on the file; the next file finds a parser again.
"""

from __future__ import annotations

from etl.parse.parsed import Parsed, Row, Unparsed
from etl.parse.process import parse

__all__ = ["Parsed", "Row", "Unparsed", "parse"]
