"""Deploy: what runs when. `etl serve` serves these from its own process; `prefect.yaml` says the same to a worker."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from prefect import serve
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.deployments.runner import EntrypointType, RunnerDeployment  # type: ignore[attr-defined]  # its only home
from prefect.schedules import Cron, Interval, Schedule

from flows.export import export
from flows.refresh import refresh
from flows.reprocess import reprocess
from flows.verify import verify

ZONE = "Asia/Shanghai"
# Flow, name of the deployment, when. The first comes before the working day begins, the others in its shadow.
PLAN: tuple[tuple[Any, str, str | None], ...] = (
    (refresh, "daily", "0 5 * * *"),
    (export, "weekly", "0 3 * * 1"),
    (verify, "monthly", "0 1 1 * *"),
    (reprocess, "by-hand", None),
)
# One run of each at a time: a newcomer is cancelled, since the one that is going will read what it came for.
ALONE = ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW)


def deployments(raw: Path, warehouse: Path, workers: int, every: int | None = None) -> list[RunnerDeployment]:
    """The deployments, each with its parameters; `every` so many seconds, if given, instead of daily."""
    given = {"raw": str(raw), "warehouse": str(warehouse), "workers": workers}
    when = {name: _cron(cron) for _, name, cron in PLAN} | ({"daily": Interval(every)} if every else {})
    return [_deployment(flow, name, when[name], given) for flow, name, _ in PLAN]


def _cron(cron: str | None) -> Schedule | None:
    return Cron(cron, timezone=ZONE) if cron else None


def _deployment(flow: Any, name: str, when: Schedule | None, given: dict[str, Any]) -> RunnerDeployment:  # noqa: ANN401  (flows have no common type)
    wanted = flow.parameters.properties
    made: RunnerDeployment = flow.to_deployment(
        name=name,
        schedules=[when] if when else [],
        concurrency_limit=ALONE,
        parameters={key: value for key, value in given.items() if key in wanted},
        description=(flow.description or "").strip(),
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
    return made


def serve_all(raw: Path, warehouse: Path, workers: int, every: int | None = None) -> None:
    """Register the deployments with the server and run what falls due, until the process is told to end."""
    # A schedule that was switched off when we stop would stay off after a restart that nobody watched.
    serve(*deployments(raw, warehouse, workers, every), pause_on_shutdown=False, print_starting_message=False)
