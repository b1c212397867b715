"""Machine: say as one sentence what the system refused a run: room, permission, a disk that takes writes."""

from __future__ import annotations

from pathlib import Path

from etl.records import Complaint

# How the system says it (libraries of others hand on its words, not its numbers), and what to do about it.
REFUSALS = (
    ("No space left on device", "make room on the disk that holds {place}, then run again"),
    ("Disk quota exceeded", "make room within the quota where {place} lies, then run again"),
    ("File too large", "raise the limit on the size of files where {place} lies, then run again"),
    ("Read-only file system", "make the disk that holds {place} writable, then run again"),
    ("Permission denied", "let this user write to {place}, then run again"),
    ("Operation not permitted", "let this user write to {place}, then run again"),
    ("Input/output error", "check the disk that holds {place}: it fails; then run again"),
    ("Too many open files", "raise the limit on open files (`ulimit -n`), then run again"),
    ("Cannot allocate memory", "give the run more memory, or fewer --workers, then run again"),
)


class refusals_told:  # noqa: N801  (it is used as the verb that it is)
    """What the system refuses in the body becomes a Complaint; nothing that was published is touched by it.

    Not an `except`: each library has an error of its own for what the system said, and only the words tell.
    """

    def __init__(self, place: Path) -> None:
        self._place = place

    def __enter__(self) -> None:
        """Nothing is done before the body."""

    def __exit__(self, _kind: type[BaseException] | None, error: BaseException | None, _trace: object) -> None:
        """Raise the sentence in place of the error, if there is one for it."""
        sentence = None if error is None or isinstance(error, Complaint) else told(error, self._place)
        if sentence is not None:
            raise Complaint(sentence) from error


def told(error: BaseException, place: Path) -> str | None:
    """The sentence for an error, if its words, or those of what caused it, are the system's; else None."""
    seen: BaseException | None = error
    while seen is not None:
        said = f"{seen} {getattr(seen, 'strerror', '')}"
        for words, advice in REFUSALS:
            if words in said:
                return f"{advice.format(place=place)} ({words.lower()}; what was published is untouched)"
        seen = seen.__cause__ or seen.__context__
    return None
