"""The house stands on floors: flows on steps, steps on the ground; no import goes up or sideways."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ETL = ROOT / "src" / "etl"

GROUND = {
    "records",
    "frames",
    "identity",
    "complaint",
    "signs",
    "text",
    "lexicon",
    "sources",
    "failpoints",
    "machine",
    "binding",
    "parse",
}
STEPS = {"fetch", "clean", "convert", "segment", "extract", "warehouse"}
ABOVE = {
    "pipeline",
    "rules",
    "outcome",
    "idle",
    "evaluate",
    "cli",
    "commands",
    "report",
    "journal",
    "figures",
    "leave",
    "engine",
    "embedded",
    "doctor",
}
# A foreign library lives in one room; a room is a module or package of etl, or the folder flows.
ONE_ROOM = {
    "prefect": {"flows"},
    "duckdb": {"warehouse"},
    "rensa": {"warehouse"},
    "jieba": {"segment"},
    "opencc": {"convert"},
    "protego": {"fetch"},
    "warcio": {"fetch"},
    "typer": {"cli", "commands"},
    "distributed": {"flows"},
    # What reads files that others made: only the process that parses ever loads it.
    "lxml": {"parse"},
    "readability": {"parse"},
    "trafilatura": {"parse"},
    "markdown_it": {"parse"},
    "pypdfium2": {"parse"},
    "docx": {"parse"},
}


def room(path: Path) -> str:
    parts = path.relative_to(ETL).parts if path.is_relative_to(ETL) else ("flows",)
    return parts[0].removesuffix(".py")


def imports(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names += [f"{node.module}.{alias.name}" for alias in node.names]
    return names


MODULES = sorted([*ETL.rglob("*.py"), *(ROOT / "flows").rglob("*.py")])


def rooms_of(path: Path) -> set[str]:
    """The rooms of etl that a module imports, its own left out."""
    mine = room(path)
    return {name.split(".")[1] for name in imports(path) if name.startswith("etl.")} - {mine}


@pytest.mark.parametrize("path", [p for p in MODULES if room(p) in GROUND], ids=str)
def test_the_ground_imports_no_step(path):
    assert rooms_of(path) <= GROUND


@pytest.mark.parametrize("path", [p for p in MODULES if room(p) in STEPS], ids=str)
def test_no_step_imports_another_step(path):
    assert rooms_of(path) <= GROUND


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_a_foreign_library_lives_in_one_room(path):
    for name in imports(path):
        rooms = ONE_ROOM.get(name.split(".")[0])
        assert rooms is None or room(path) in rooms, f"{path.name} imports {name}"


def test_every_room_is_known():
    rooms = {room(path) for path in MODULES} - {"__init__", "flows"}
    assert rooms <= GROUND | STEPS | ABOVE


def test_no_file_names_the_registry():
    names = ["pyproject.toml", "requirements.lock", "Makefile", ".ci/run"]
    for name in names:
        text = (ROOT / name).read_text(encoding="utf-8")
        for known in ("httpcore", "httpx", "http://127.0.0.1"):
            text = text.replace(known, "")
        assert "http" not in text, name
