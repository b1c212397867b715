"""Only the work that is new: a change in a step's rules does that step and the later ones again, and no earlier one."""

import ast
from pathlib import Path

import pytest

from etl import pipeline, rules
from etl.rules import READ_FROM, ROOMS, first_changed, rules_version
from tests.flow_cases import BIG5, EMPTY, NOTICE, content, lay, without_server

ETL = Path(rules.__file__).parent
STEPS = list(ROOMS)
FEW = (BIG5, EMPTY, NOTICE)


@pytest.fixture
def run(monkeypatch):
    """The refresh flow as a plain function, in this process."""
    flow = without_server(monkeypatch.setattr)
    return lambda folder: flow(folder / "raw", folder / "w", 1)


@pytest.fixture
def done(monkeypatch):
    """The steps that were done, as they are done."""
    steps = []

    def watched(name, verb):
        return lambda frames, raw: steps.append(name) or verb(frames, raw)

    monkeypatch.setattr(pipeline, "STEPS", {name: watched(name, verb) for name, verb in pipeline.STEPS.items()})
    return steps


def renew(monkeypatch, step):
    """As if a rule of this step had changed."""
    part = rules._part
    monkeypatch.setattr(rules, "_part", lambda name: "0" * 8 if name == step else part(name))


@pytest.mark.parametrize("step", ["convert", "segment", "extract"])
def test_a_changed_rule_does_its_step_and_the_later_ones_again(step, run, done, monkeypatch, tmp_path):
    lay(tmp_path / "raw", FEW)
    run(tmp_path)
    assert done == STEPS
    done.clear()
    renew(monkeypatch, step)
    outcome = run(tmp_path)
    later = STEPS[STEPS.index(step) :] if step in pipeline.RESUMABLE else STEPS
    # What was set aside is always tried from its bytes: here the one blank file.
    assert done == (STEPS + later if step in pipeline.RESUMABLE else STEPS)
    assert outcome.files["renewed"] == 2, outcome
    assert outcome.files["set aside"] == 1
    lay(tmp_path / "fresh" / "raw", FEW)
    run(tmp_path / "fresh")
    assert content(tmp_path / "w", tmp_path / "a") == content(tmp_path / "fresh" / "w", tmp_path / "b")
    done.clear()
    assert not run(tmp_path).published
    assert done == []


def test_a_changed_theme_tags_again_and_reads_nothing_again(run, done, monkeypatch, tmp_path):
    lay(tmp_path / "raw", (NOTICE,))
    assert run(tmp_path).tables["theme_tags"] > 0
    done.clear()
    renew(monkeypatch, "extract")
    monkeypatch.setattr("etl.extract.rows.tags", lambda *_: [])
    assert run(tmp_path).tables["theme_tags"] == 0
    assert done == ["extract"]


def test_the_first_step_that_changed():
    assert first_changed("a-b-c-d", "a-b-c-d") is None
    assert [first_changed("a-b-c-d", now) for now in ("x-b-c-d", "a-x-x-d", "a-b-x-d", "a-b-c-x")] == STEPS
    assert first_changed("5e884898da28", rules_version()) == "clean"
    assert rules_version().startswith(rules_version("segment") + "-")


def test_whoever_watches_hears_of_the_batches_first_and_of_each_step_as_often(run, monkeypatch, tmp_path):
    """A batch can be through a step before the next one is sent: a bar was asked for that nobody had announced."""
    from flows import refresh, steps

    heard = []
    lay(tmp_path / "raw", FEW)
    with steps.watched(lambda step, count: heard.append((step, count))):
        run(tmp_path)
        renew(monkeypatch, "segment")
        monkeypatch.setattr(refresh, "BATCH_BYTES", 1)
        run(tmp_path)
    starts = [at for at, (step, _) in enumerate(heard) if step == "batches"]
    assert starts[0] == 0
    assert len(starts) == 2
    for told in (heard[: starts[1]], heard[starts[1] :]):
        batches = told[0][1]
        assert {step: [one for one, _ in told].count(step) for step in [*STEPS, "load"]} == dict.fromkeys(
            [*STEPS, "load"], batches
        )
    assert heard[starts[1]][1] == 3


# --- which files of the lexicon a step reads


def imports(path):
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def reached(step):
    """The modules of a step's rooms, and those of the lexicon that they import, one through another."""
    todo = [path for room in ROOMS[step] for path in (ETL / room).rglob("*.py")]
    seen = set()
    while todo:
        path = todo.pop()
        if path not in seen:
            seen.add(path)
            names = [name.split(".")[2] for name in imports(path) if name.startswith("etl.lexicon.")]
            todo += [one for name in names if (one := ETL / "lexicon" / f"{name}.py").exists()]
    return seen


def named(path):
    """The words that a module writes, which may name a table."""
    tree = ast.parse(path.read_text("utf-8"))
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}


@pytest.mark.parametrize(("step", "stem"), [(step, stem) for step, stems in READ_FROM.items() for stem in stems])
def test_no_earlier_step_reads_what_a_later_one_owns(step, stem):
    files = list((ETL / "lexicon").glob(f"{stem}.*"))
    assert files, f"strike {stem} from READ_FROM in rules.py"
    for earlier in STEPS[: STEPS.index(step)]:
        modules = reached(earlier)
        assert not modules & set(files), f"{earlier} imports {stem}"
        if earlier != "segment":  # it reads themes, slogans and allusions as words, which its version holds
            own = {path.stem for room in ROOMS[earlier] for path in (ETL / room).iterdir()}
            names = {stem, *(path.name for path in files)}
            assert stem in own or not any(names & named(module) for module in modules), f"{earlier} reads {stem}"
