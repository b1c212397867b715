"""Read, as a script of its own: the rows of a Parquet file, a line of JSON each, to standard output.

A Parquet file is parsed by native code that a broken file can crash; here it takes nobody else along. Only this
file reads one that others made; it imports nothing of ours.
"""

from __future__ import annotations

import json
import sys

BLOCK = 1000  # rows that are held at once


def main(path: str) -> int:
    """Print every row; 1 and a sentence where the file cannot be read."""
    import polars as pl  # noqa: PLC0415  (only the child needs it)

    try:
        frame = pl.scan_parquet(path)
        total = frame.select(pl.len()).collect().item()
        for start in range(0, total, BLOCK):
            for row in frame.slice(start, BLOCK).collect().iter_rows(named=True):
                sys.stdout.write(json.dumps(row, default=str) + "\n")
    except (pl.exceptions.PolarsError, OSError) as error:
        sys.stderr.write(str(error).splitlines()[0][:120])
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
