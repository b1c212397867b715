"""The flows: the order of the steps, their retries, batches and schedules. Prefect lives here alone."""
