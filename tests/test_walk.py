"""The docs are walked: every line of a shell that they show is run in a copy of the project, or named with its reason.

What `etl` prints is held against the pages by tests/test_docs.py; here the lines are run by a shell, one page after
another, from `make run` on. A line that serves until it is ended is started, awaited by the next one, and ended.
"""

import os
import re
import shutil
import signal
import subprocess
import time
import tomllib
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest

from etl.engine import answers
from tests.browser import CHROMIUM
from tests.test_schedule import free_port

ROOT = Path(__file__).parent.parent
CASES = tomllib.loads((ROOT / "tests" / "cases" / "shell.toml").read_text(encoding="utf-8"))
PAGES = [ROOT / "README.md", *sorted(path for path in (ROOT / "docs").glob("*.md") if ".zh." not in path.name)]
SHELL = re.compile(r"```sh\n(.*?)```", re.DOTALL)
FENCE = re.compile(r"```.*?```", re.DOTALL)
INLINE = re.compile(r"`((?:make|python|git|duckdb|Rscript) [^`]+)`")
PATIENCE = 900  # seconds for one line on a crowded machine
READ = (
    "README.md",
    "tutorial.md",
    "fetching.md",
    "doors.md",
)  # in the order of a reader; operations have their own walk
SERVES = ("make server", "etl serve", "prefect worker start")
# The copy of the project has nothing of what a checkout has made.
MADE = shutil.ignore_patterns(
    ".venv", ".git", "*.duckdb", "export", ".export*", ".work", ".server", "__pycache__", ".*_cache"
)


def lines(page):
    """What a page asks a reader to type, in its order, without what it says behind #."""
    return [
        re.sub(r"\s+#\s.*", "", line)
        for block in SHELL.findall(page.read_text(encoding="utf-8"))
        for line in block.splitlines()
        if line.strip()
    ]


LEFT = {(one["page"], one["line"]) for one in CASES["left"]}
SHOWN = {page.name: lines(page) for page in PAGES if lines(page)}
NAMED = {
    (page.name, line.split("#")[0].strip())
    for page in PAGES
    for line in INLINE.findall(FENCE.sub("", page.read_text(encoding="utf-8")))
}


def test_every_block_of_a_shell_says_that_it_is_one():
    for page in PAGES:
        for kind, inside in re.findall(r"```(\w*)\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL):
            typed = re.search(r"^(?:etl|make|prefect|git|duckdb) ", inside, re.MULTILINE)
            assert kind in {"sh", "console"} or not typed, f"{page.name}: {inside[:80]}"


def test_what_a_page_names_between_its_lines_is_run_or_left_with_its_reason():
    targets = {one["line"] for one in CASES["target"]} | {line for each in SHOWN.values() for line in each}
    missing = {(page, line) for page, line in NAMED if line not in targets and (page, line) not in LEFT}
    assert {(page, line) for page, line in missing if line != "make server PORT=…"} == set()


@pytest.mark.parametrize("left", CASES["left"], ids=lambda left: left["line"].split()[0])
def test_a_line_that_is_not_run_says_so_on_its_page(left):
    page = next(page for page in PAGES if page.name == left["page"])
    text = page.read_text(encoding="utf-8")
    assert left["line"] in text
    assert left["said"] in text
    assert left["reason"]


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    """The project as a reader has it after a clone: nothing is installed, nothing was run."""
    folder = tmp_path_factory.mktemp("clone") / "jiguan-etl"
    shutil.copytree(ROOT, folder, ignore=MADE)
    return folder


def shell(folder, line, *, installed=True):
    """Run a line in a shell in the folder, as a reader's terminal does after `source .venv/bin/activate`."""
    activate = "source .venv/bin/activate; " if installed else ""
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", activate + line],
        cwd=folder, env=outside(), capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"{line}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
    return done.stdout


def outside():
    """A reader's environment: none of what this test run has set for itself."""
    own = ("PREFECT_", "ETL_", "PYTEST_", "VIRTUAL_ENV", "COLUMNS")
    known = {name: value for name, value in os.environ.items() if not name.startswith(own)}
    # `make test` of the copy would walk again: a test of its own shows that it runs tests.
    return known | {"PYTEST_ADDOPTS": "-k test_the_readme_shows_five_queries"}


walks = pytest.mark.skipif(
    "ETL_WALK" not in os.environ, reason="takes ten minutes and the network: `make walk` runs it"
)


@pytest.mark.slow
@walks
def test_the_pages_are_walked_from_a_clone(clone):
    assert set(SHOWN) == {*READ, "operations.md"}
    walked = set()
    for name in READ:
        if name == "fetching.md":  # it brings articles of its own into raw/
            targets_end_well(clone)
        for line in SHOWN[name]:
            if (name, line) not in LEFT and line not in walked:
                shell(clone, line, installed=(clone / ".venv" / "bin" / "activate").exists())
            walked.add(line)


def targets_end_well(clone):
    shell(clone, "etl check")
    for target in CASES["target"]:
        if not target.get("minutes") and (CHROMIUM or "screenshots" not in target["line"]):
            shell(clone, target.get("run", target["line"]))
    for page in PAGES:  # what was printed again is what stood there
        assert (clone / page.relative_to(ROOT)).read_text(encoding="utf-8") == page.read_text(encoding="utf-8")


@pytest.mark.slow
@walks
def test_the_guide_to_operations_is_walked(clone, tmp_path):
    port = str(free_port())
    with ExitStack() as services:
        for at, line in enumerate(SHOWN["operations.md"]):
            typed = line.replace("4200", port).replace("make server", f"make server PORT={port}")
            if any(word in line for word in SERVES):
                services.enter_context(serving(clone, typed, tmp_path / f"log-{at}", port))
            else:
                shell(clone, exported(SHOWN["operations.md"][:at], port) + typed, installed=at > 0)


def exported(before, port):
    """What a reader's terminal still knows from the lines before."""
    return "".join(f"{line.replace('4200', port)}; " for line in before if line.startswith("export "))


@contextmanager
def serving(folder, line, log, port):
    """A line that serves: begun, awaited until it says that it is there, ended as Ctrl-C ends it."""
    command = (
        f"source .venv/bin/activate; export PREFECT_API_URL=${{PREFECT_API_URL:-http://127.0.0.1:{port}/api}}; {line}"
    )
    with log.open("w") as out:
        process = subprocess.Popen(
            ["bash", "-c", command], cwd=folder, env=outside(), stdout=out, stderr=out, start_new_session=True
        )
        try:
            until = time.monotonic() + PATIENCE
            while not there(line, log, port):
                assert process.poll() is None, log.read_text()[-2000:]
                assert time.monotonic() < until, log.read_text()[-2000:]
                time.sleep(0.5)
            until_registered(folder, line, port)
            yield
        finally:
            with suppress(ProcessLookupError):  # it ended by itself
                os.killpg(process.pid, signal.SIGINT)
            try:
                process.wait(timeout=60)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)


def there(line, log, port):
    """Whether what serves is there: a server answers, whoever works for it says that it has begun."""
    if "make server" in line:
        return answers(f"http://127.0.0.1:{port}/api")
    return re.search(r"serving refresh|started!", log.read_text()) is not None


def until_registered(folder, line, port):
    """After `etl serve` the plan stands on the server a moment later."""
    until = time.monotonic() + PATIENCE
    command = f"source .venv/bin/activate; PREFECT_API_URL=http://127.0.0.1:{port}/api etl doctor --json"
    while "etl serve" in line:
        done = subprocess.run(
            ["bash", "-c", command], cwd=folder, env=outside(), capture_output=True, text=True, check=False
        )
        if '"schedule"' in done.stdout and done.returncode == 0:
            return
        assert time.monotonic() < until, done.stdout
        time.sleep(1)


@pytest.mark.slow
@pytest.mark.skipif(os.environ.get("ETL_WALK") != "all", reason="takes an hour and a half: `make walk` runs these too")
@pytest.mark.parametrize("target", [one for one in CASES["target"] if one.get("minutes")], ids=lambda one: one["line"])
def test_a_target_of_minutes_ends_well(clone, target):
    shell(clone, "make setup", installed=False)
    environment = "unset PYTEST_ADDOPTS; "
    shell(clone, environment + target.get("run", target["line"]))
