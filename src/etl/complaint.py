"""Complaint: how the product says that something cannot be done, or that an input cannot be read.

Apart from the records, which need the frames' library: whoever asks for help should not wait for it.
"""

from __future__ import annotations


class Complaint(Exception):  # noqa: N818  (it is what a person is told, not a fault of the program)
    """What a person asked cannot be done; the message is one sentence that says what to do."""


class SetAside(Exception):  # noqa: N818  (it is a verdict on an input, not a fault of the program)
    """This input cannot be read: `reason` says why, in one sentence; the run goes on without it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
