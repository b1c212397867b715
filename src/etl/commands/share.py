"""Share: the command that writes the warehouse for other teams."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from etl.commands.options import HOUSE, AsJson, House
from etl.commands.terminal import grid, patience, tell, tell_program

app = typer.Typer(rich_markup_mode=None)


@app.command()
def export(
    to: Annotated[
        Path | None, typer.Option("--to", help="Where the export goes; warehouse/export if not said.")
    ] = None,
    warehouse: House = HOUSE,
    form: Annotated[str, typer.Option("--format", help="Only parquet so far.")] = "parquet",
    *,
    as_json: AsJson = False,
) -> None:
    """Write every table as Parquet with a manifest, replaced in one step; equal content gives equal bytes.

    Example: etl export --to warehouse/export
    """
    target = to or warehouse / "export"
    with patience("writing the export …"):
        from etl.warehouse.export import export as write

        manifest = write(warehouse, target, form)
    if as_json:
        tell_program(manifest)
        return
    made = grid("table · 表", "rows · 行", "files · 文件", "bytes · 字节", numbers=(1, 2, 3))
    for name, table in manifest["tables"].items():
        files = table["files"]
        made.add_row(name, f"{table['rows']:,}", str(len(files)), f"{sum(file['bytes'] for file in files):,}")
    tell(made, f"\n{target / 'manifest.json'}")
