"""Carry a batch of articles through the text steps: clean, convert, segment, extract.

The steps do not know one another; this is the one place where the frames that one gives become
those that the next takes, in memory (`through`) or as Parquet between processes (`step`).
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
from collections.abc import Callable
from pathlib import Path

import polars as pl

from etl.clean import clean
from etl.convert import convert
from etl.extract import extract
from etl.failpoints import passing
from etl.fetch import raw_file
from etl.frames import frame, schema
from etl.records import Block, RawFile, Reject
from etl.rules import rules_version
from etl.segment import segment

Frames = dict[str, pl.DataFrame]
SEAL = "seal.json"  # beside the frames of a folder: their hashes


def through(files: pl.DataFrame, raw: Path) -> Frames:
    """All frames of the batch, by table name; `files` is a frame of RawFile, read below `raw`."""
    frames: Frames = {"files": files}
    for take in STEPS.values():
        frames = take(frames, raw)
    return frames


def of_paths(paths: list[Path], raw: Path) -> pl.DataFrame:
    """A frame of RawFile for some files below `raw`, for trying a few articles without a run."""
    return frame(RawFile, [raw_file(raw, path) for path in paths])


def _clean(frames: Frames, raw: Path) -> Frames:
    return clean(frames["files"], raw, rules_version())._asdict()


def _convert(frames: Frames, _raw: Path) -> Frames:
    converted = convert(frames["articles"], frames["blocks"])
    edits = pl.concat([frames["edits"], converted.edits])
    return {**frames, "articles": converted.articles, "blocks": converted.blocks, "edits": edits}


def _segment(frames: Frames, _raw: Path) -> Frames:
    kept = {name: rows for name, rows in frames.items() if name != "blocks"}
    return {**kept, "paragraphs": segment(frames["blocks"])}


def _extract(frames: Frames, _raw: Path) -> Frames:
    found = extract(frames["articles"], frames["paragraphs"], frames["removed"], frames["edits"])
    return {**frames, **found._asdict()}


RESUMABLE = ("segment", "extract")

STEPS: dict[str, Callable[[Frames, Path], Frames]] = {
    "clean": _clean,
    "convert": _convert,
    "segment": _segment,
    "extract": _extract,
}


def resumed(held: Frames, name: str) -> Frames:
    """What stood before a step, out of what the warehouse holds of some articles: before segment, or before extract.

    Earlier than that nothing can be taken up again: a text in simplified script does not tell what it was.
    """
    unsaid = [pl.lit(None, pl.String).alias(column) for column in ("organ", "region_code", "region")]
    articles = held["articles"].with_columns(*unsaid, rules_version=pl.lit(rules_version()))
    frames = {**held, "articles": articles, "rejects": frame(Reject, [])}
    if name == "extract":
        return frames
    blocks = frames.pop("paragraphs").select(list(schema(Block)))
    return {**frames, "blocks": blocks}


def before(name: str) -> str:
    """The step before a step, in whose folder its frames rest."""
    names = list(STEPS)
    return names[names.index(name) - 1]


def step(name: str, raw: Path, source: Path, target: Path) -> dict[str, int]:
    """Run one step over the frames that rest in `source`, leave its frames in `target`; rows per table.

    The folder appears whole or not at all, so a step that was killed is simply run again. What rests there already
    is not done twice: a cluster may ask again for what a lost worker had finished.
    """
    if rests(target):
        files = resting(target)
        return {table: pl.scan_parquet(path).select(pl.len()).collect().item() for table, path in files.items()}
    frames = STEPS[name](read(source), raw)
    passing(f"step.{name}")
    write(frames, target)
    return {table: rows.height for table, rows in frames.items()}


def read(folder: Path) -> Frames:
    """The frames that rest in a folder, one Parquet file a table."""
    return {table: pl.read_parquet(path) for table, path in resting(folder).items()}


def resting(folder: Path) -> dict[str, Path]:
    """The Parquet files of a folder, by the table whose frame rests in each."""
    return {path.stem: path for path in sorted(folder.glob("*.parquet"))}


def rests(folder: Path) -> bool:
    """Whether a folder holds its frames as they were written; a damaged one is thrown away, to be made again."""
    if not folder.exists():
        return False
    try:
        sound: bool = json.loads((folder / SEAL).read_text(encoding="ascii")) == _digests(folder)
    except (OSError, ValueError):
        sound = False
    if not sound:
        shutil.rmtree(folder)
    return sound


def _digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.glob("*.parquet"))}


def write(frames: Frames, folder: Path) -> None:
    """Leave frames in a folder, in one rename; a folder that is there already is left as it is."""
    unfinished = folder.with_name(f"{folder.name}.{platform.node()}-{os.getpid()}.part")
    unfinished.mkdir(parents=True, exist_ok=True)
    for table, rows in frames.items():
        rows.write_parquet(unfinished / f"{table}.parquet", compression="lz4")
    (unfinished / SEAL).write_text(json.dumps(_digests(unfinished)), encoding="ascii")
    passing("frames.part")
    try:
        unfinished.rename(folder)
    except OSError:
        if not folder.exists():
            raise
        shutil.rmtree(unfinished)  # another process left the same frames there meanwhile
    passing("frames.written")
