"""Warehouses as earlier versions of the program left them: their tables as they were then, filled with rows."""

import duckdb

from etl.warehouse.duck import create, quoted, rows, writing
from tests.flow_cases import ROOT

# The tables of each schema, as they stood in `schema.sql`. Schema 4 had two shapes under one number.
SHAPES = {path.stem: path for path in (ROOT / "tests" / "older").glob("*.sql")}

# What an older program left besides tables: a view and macros that ask tables of then.
ANSWERS = """
create view measures_flat as select m.*, f.articles from measures m join articles a using (article_id)
    left join families f using (family_id);
create macro folded(text) as lower(text);
create macro search(words) as table select * from paragraphs where contains(text, words);
"""


def make_older(shape, source, target):
    """A file of an older shape that holds, of what `source` holds, the tables and columns that there were then."""
    create(target)
    with writing(target) as con:
        con.execute(SHAPES[shape].read_text(encoding="utf-8"))
        con.execute(ANSWERS)
    con = duckdb.connect(str(target))
    con.execute(f"attach {quoted(source)} as newer (read_only)")
    for table, columns in common(con):
        con.execute(f"insert into {table} ({columns}) select {columns} from newer.{table}")
    con.close()


def common(con):
    """Each table that is here and in the attached `newer`, with the columns that both have."""
    return rows(
        con,
        """
        select table_name, string_agg('"' || column_name || '"', ', ' order by h.column_index)
        from duckdb_columns() h join duckdb_columns() n using (table_name, column_name)
        where h.database_name = current_database() and n.database_name = 'newer' and table_name <> 'schema_version'
            and table_name in (select table_name from duckdb_tables() where database_name = current_database())
        group by table_name
        having table_name not in ('families') or count(*) = 5 -- made anew by every run; schema 3 could not hold them
        """,
    )


def shape(con):
    """Tables with their columns, types, comments and constraints."""
    return rows(con, _COLUMNS), rows(con, _CONSTRAINTS)


_COLUMNS = """
select table_name, column_index, column_name, data_type, is_nullable, column_default, comment from duckdb_columns()
where table_name in (select table_name from duckdb_tables()) order by all
"""
_CONSTRAINTS = """
select table_name, constraint_type, constraint_text, constraint_column_names from duckdb_constraints() order by all
"""
