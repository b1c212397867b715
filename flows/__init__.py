"""The flows: the order of the steps, their retries, batches and schedules. Prefect lives here alone."""

import sys

from etl.leave import Hush

if getattr(sys.modules["__main__"].__spec__, "name", "") == "prefect.engine":
    _HUSH = Hush()
