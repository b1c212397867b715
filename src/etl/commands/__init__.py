"""Commands in groups: each module holds some that belong together, and `cli` takes them in."""
