"""Warehouse: keep the facts in one DuckDB file, replace it whole, and let others read, check and trace it.

The only room that knows duckdb. `publish.begin` gives a private working copy, `load` fills it article by
article, `finish` adds what only the whole shows, `publish.publish` puts it in the readers' place.
"""
