"""Frames: tables of records, typed as their fields say, and records of tables again.

A frame's columns are a record's fields, in order; an empty frame has its types too.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime
from functools import cache
from itertools import accumulate, chain, pairwise, starmap
from operator import attrgetter, itemgetter
from typing import Any, TypeVar

import polars as pl
import pyarrow as pa

R = TypeVar("R")


def schema(record: type[Any]) -> dict[str, pl.DataType]:
    """The polars schema of a record's frame: its fields in order, typed."""
    hints = _hints(record)
    return {field.name: _dtype(hints[field.name]) for field in fields(record)}


def frame(record: type[Any], rows: Iterable[Any]) -> pl.DataFrame:
    """The records as a frame with the record's schema; no rows gives an empty frame with types.

    A column of lists is built from one flat array and the lists' lengths: no object is made for an item.
    """
    kept = list(rows)
    return framed(record, {part.name: list(map(attrgetter(part.name), kept)) for part in fields(record)})


def framed(record: type[Any], columns: Mapping[str, Sequence[Any]]) -> pl.DataFrame:
    """The values of each field as a frame with the record's schema: what `frame` makes of records, without them."""
    hints = _hints(record)
    return pl.DataFrame({part.name: _column(hints[part.name], columns[part.name]) for part in fields(record)})


def column(record: type[Any], name: str, values: list[Any]) -> pl.Series:
    """The values of one field as the column of that field; a list will do for a tuple."""
    return _column(_hints(record)[name], values).alias(name)


def records(record: type[R], rows: pl.DataFrame) -> Iterator[R]:
    """The rows of a frame as records again: the inverse of `frame`. A NamedTuple with some of the fields will do."""
    yield from map(record, *(_values(hint, rows[name]) for name, hint in _hints(record).items()))


def _hints(record: Any) -> dict[str, Any]:  # noqa: ANN401  (a type of records, or a type hint)
    """The types of a record's fields, in order; annotations are read once, which takes as long as a small frame."""
    return _read(record)


_read = cache(typing.get_type_hints)


_SCALARS: dict[Any, pl.DataType] = {
    str: pl.String(),
    int: pl.Int64(),
    float: pl.Float64(),
    bool: pl.Boolean(),
    date: pl.Date(),
    datetime: pl.Datetime("us"),
}


def _dtype(hint: Any) -> pl.DataType:  # noqa: ANN401  (a type hint has no narrower type)
    """The polars type of a field's annotation: scalar, `T | None`, `tuple[T, ...]` or a NamedTuple."""
    if hint in _SCALARS:
        return _SCALARS[hint]
    arguments = typing.get_args(hint)
    if isinstance(hint, types.UnionType):
        return _dtype(next(option for option in arguments if option is not type(None)))
    if typing.get_origin(hint) is tuple:
        return pl.List(_dtype(arguments[0]))
    return pl.Struct({name: _dtype(inner) for name, inner in _hints(hint).items()})


def _column(hint: Any, values: Sequence[Any]) -> pl.Series:  # noqa: ANN401  (a type hint has no narrower type)
    """The values of one field as a column."""
    if typing.get_origin(hint) is not tuple:
        return pl.Series(values, dtype=_dtype(hint), strict=True)
    borders = [0, *accumulate(map(len, values))]
    flat = _items(typing.get_args(hint)[0], list(chain.from_iterable(values)))
    lists = pa.LargeListArray.from_arrays(pl.Series(borders, dtype=pl.Int64).to_arrow(), flat.to_arrow())  # type: ignore[call-overload]  # the stubs know no offsets of unnamed type
    return pl.Series(lists, dtype=_dtype(hint))


def _items(hint: Any, items: list[Any]) -> pl.Series:  # noqa: ANN401  (a type hint has no narrower type)
    """What stands in a column of lists, one after another; a NamedTuple as a struct."""
    if hint in _SCALARS:
        return pl.Series(items, dtype=_SCALARS[hint], strict=True)
    hints = _hints(hint)
    return pl.DataFrame(
        [
            pl.Series(name, list(map(itemgetter(at), items)), _dtype(inner), strict=True)
            for at, (name, inner) in enumerate(hints.items())
        ]
    ).to_struct()


def _values(hint: Any, column: pl.Series) -> Iterable[Any]:  # noqa: ANN401  (a type hint has no narrower type)
    """The values of a column: the inverse of `_column`."""
    if typing.get_origin(hint) is not tuple:
        return column.to_list()
    item = typing.get_args(hint)[0]
    lengths = column.list.len().to_list()
    flat = column.filter(column.list.len() > 0).explode()
    if item in _SCALARS:
        items = flat.to_list()
    else:
        items = list(map(item, *(flat.struct.field(name).to_list() for name in _hints(item))))
    return map(tuple, map(items.__getitem__, starmap(slice, pairwise(accumulate(lengths, initial=0)))))
