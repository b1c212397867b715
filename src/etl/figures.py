"""Expose: what the last run of each flow did, in the text form that Prometheus and its kin read from a file or a pipe.

For node_exporter: `etl runs --prometheus > /var/lib/node_exporter/jiguan.prom` after each run.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from prometheus_client import CollectorRegistry, Gauge, generate_latest

from etl.journal import Told

# Name, what it says, and by which labels beside the flow.
_STARTED = ("jiguan_run_started_seconds", "when the last run of the flow began, in Unix time", ())
_WELL = ("jiguan_run_completed", "1 if the last run of the flow completed, else 0", ())
_FILES = ("jiguan_run_files", "raw files of the last run, by their fate", ("fate",))
_ROWS = ("jiguan_rows", "rows in the warehouse after the last run", ("table",))
_SECONDS = ("jiguan_run_step_seconds", "seconds that the last run spent, by step", ("step",))


def exposed(told: Sequence[Told]) -> str:
    """The figures of the newest run of each flow; `told` are runs in the order of time."""
    registry = CollectorRegistry()
    gauges = {
        name: Gauge(name, about, ["flow", *labels], registry=registry)
        for name, about, labels in (_STARTED, _WELL, _FILES, _ROWS, _SECONDS)
    }
    for run in {run.flow: run for run in told}.values():
        gauges[_STARTED[0]].labels(run.flow).set(datetime.fromisoformat(run.started_at).timestamp())
        gauges[_WELL[0]].labels(run.flow).set(run.status == "completed")
        for (name, _, _), part in ((_FILES, "files"), (_ROWS, "tables"), (_SECONDS, "seconds")):
            for label, value in sorted(run.said.get(part, {}).items()):
                gauges[name].labels(run.flow, label).set(value)
    return generate_latest(registry).decode()
