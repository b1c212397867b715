"""Options: what many commands take, said once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Raw = Annotated[Path, typer.Option("--raw", envvar="ETL_RAW", help="The folder of articles; never edited.")]
House = Annotated[Path, typer.Option("--warehouse", envvar="ETL_WAREHOUSE", help="The folder of the warehouse.")]
Workers = Annotated[int, typer.Option("--workers", min=1, max=256, help="Processes for the text work.")]
Cluster = Annotated[
    str | None,
    typer.Option(envvar="DASK_SCHEDULER_ADDRESS", help="A Dask scheduler whose workers do the text: tcp://host:8786."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for a program to read.")]
RAW, HOUSE = Path("raw"), Path("warehouse")
