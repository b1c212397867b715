"""The figures of the last runs, as Prometheus reads them."""

from prometheus_client.parser import text_string_to_metric_families

from etl.figures import exposed
from etl.journal import Told


def figures(text):
    return {
        (one.name, *sorted(one.labels.items())): one.value
        for family in text_string_to_metric_families(text)
        for one in family.samples
    }


def test_the_newest_run_of_each_flow_is_told():
    said = {"files": {"new": 3, "set aside": 1}, "tables": {"measures": 25}, "seconds": {"text": 5.2}}
    told = [
        Told("a", "refresh", "2026-03-01T05:00:00Z", 1, "completed", said={"files": {"new": 9}}),
        Told("b", "refresh", "2026-03-02T05:00:00Z", 1, "completed", said=said),
        Told("c", "verify", "2026-03-01T01:00:00Z", 1, "failed"),
    ]
    found = figures(exposed(told))
    flow = ("flow", "refresh")
    assert found["jiguan_run_completed", flow] == 1
    assert found["jiguan_run_completed", ("flow", "verify")] == 0
    assert found["jiguan_run_files", ("fate", "new"), flow] == 3
    assert found["jiguan_rows", flow, ("table", "measures")] == 25
    assert found["jiguan_run_step_seconds", flow, ("step", "text")] == 5.2
    assert (
        found["jiguan_run_started_seconds", flow] - found["jiguan_run_started_seconds", ("flow", "verify")] == 28 * 3600
    )


def test_without_runs_nothing_is_told():
    assert figures(exposed([])) == {}
