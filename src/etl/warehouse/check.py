"""Check: prove the warehouse's laws over what is published and the raw files it was made from."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

import polars as pl

from etl.frames import records
from etl.records import Article, SetAside
from etl.warehouse.again import Again, read_again
from etl.warehouse.corrections import stale
from etl.warehouse.duck import Connection, frame, reading, rows
from etl.warehouse.laws import OF_ARTICLE, Held, Law, Verdicts, every_figure_said, every_number_accounted_for
from etl.warehouse.publish import current, published
from etl.warehouse.replay import Page
from etl.warehouse.tables import RECORDS

EXAMPLES = 5
AT_ONCE = 500  # articles whose rows are in memory together

Read = Callable[[bytes], Page]
Said = Callable[[str], frozenset[float]]
# For each source, and each table, how many rows are to be expected: of articles in all, else of an article.
Expected = Mapping[str, Mapping[str, tuple[int, int]]]


@dataclass(slots=True)
class Finding:
    """How one law stands: how much was looked at, how much breaks it, and some of the sentences that say so.

    `law` is the law's number in the contract; 0 is what a source promises.
    """

    law: int
    sentence: str
    checked: int = 0
    broken: int = 0
    examples: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether the law holds."""
        return self.broken == 0

    def take(self, verdicts: Verdicts) -> None:
        """Count some verdicts in."""
        for verdict in verdicts:
            self.checked += 1
            if verdict is not None:
                self.broken += 1
                self.examples += [verdict] if len(self.examples) < EXAMPLES else []


def check(
    warehouse: Path,
    raw: Path,
    *,
    read: Read,
    numeral: re.Pattern[str],
    files: pl.DataFrame,
    expected: Expected = MappingProxyType({}),
    again: Again | None = None,
    articles: int = 25,
    said: Said | None = None,
) -> list[Finding]:
    """Every law with its finding; the warehouse stands where each of them is `ok`.

    `read` is what cleaning reads a file with, `numeral` matches one numeral character, `files` is a
    frame of RawFile of what lies under `raw` now. `expected` holds the sources' promises. `again` gives
    the frames of some files by a fresh reading, which is held against so many `articles`.
    `said` gives the values that raw characters can mean.
    """
    with published(warehouse) as con:
        findings = _articles(con, raw, read, numeral, said)
        findings += [
            _told(2, "every row that another names is there", _orphans(con)),
            _told(4, "same in, same out: rows follow raw/ and one set of rules", _same(con, files)),
            _told(7, "bad input is set aside: each raw file is an article or a reject", _all_known(con, files)),
            _told(0, "the sources give what they promise", _promises(con, expected)),
        ]
        marked = _told(2, "what a person marked still stands in its text", _marked(con))
        findings += [marked] if marked.checked else []
        if again is not None:
            findings.append(
                _told(
                    4, "same in, same out: a fresh reading gives the same rows", read_again(con, files, again, articles)
                )
            )
    return findings


def _told(law: int, sentence: str, verdicts: Verdicts) -> Finding:
    finding = Finding(law, sentence)
    finding.take(verdicts)
    return finding


def _articles(con: Connection, raw: Path, read: Read, numeral: re.Pattern[str], said: Said | None) -> list[Finding]:
    """The laws that each article must keep, over all of them."""
    counted = partial(every_number_accounted_for, numeral=numeral)
    laws: list[Law] = [
        *OF_ARTICLE,
        (3, "every number accounted for: each numeral of the raw text has one row", counted),
    ]
    if said is not None:
        laws.append(
            (2, "no figure made up: each value is what its raw characters say", partial(every_figure_said, said=said))
        )
    found = [(Finding(law, sentence), prove) for law, sentence, prove in laws]
    unread = Finding(2, "every article's raw file is there, as it was read")
    for article, page, rows_of in _held(con, raw, read):
        unread.take(iter([None if isinstance(page, tuple) else page]))
        if isinstance(page, tuple):
            held = Held(article, *page, **rows_of)
            for finding, prove in found:
                finding.take(prove(held))
    return [finding for finding, _ in found] + [unread]


def _held(con: Connection, raw: Path, read: Read) -> Iterator[tuple[Article, tuple[Page, int] | str, dict[str, Any]]]:
    """Each article with its page and the file's size (or why it cannot be read), and its rows by table."""
    ids = [str(row[0]) for row in rows(con, "select article_id from articles order by raw_path")]
    for start in range(0, len(ids), AT_ONCE):
        wanted = ids[start : start + AT_ONCE]
        grouped = {name: _grouped(con, name, wanted) for name in _HELD}
        articles = frame(con, "select * from articles where list_contains($1, article_id) order by raw_path", [wanted])
        for article in records(Article, articles):
            rows_of = {name: grouped[name].get(article.article_id, []) for name in _HELD}
            yield article, _page(raw, article, read), rows_of


def _grouped(con: Connection, name: str, wanted: list[str]) -> dict[str, list[Any]]:
    """The rows of a table, as records, by article."""
    found = frame(con, f"select * from {name} where list_contains($1, article_id)", [wanted])
    grouped: dict[str, list[Any]] = {}
    for record in records(RECORDS[name], found):
        grouped.setdefault(record.article_id, []).append(record)
    return grouped


def _page(raw: Path, article: Article, read: Read) -> tuple[Page, int] | str:
    try:
        data = (raw / article.raw_path).read_bytes()
        if hashlib.sha256(data).hexdigest() != article.raw_sha256:
            return f"{article.raw_path}: its bytes are not those that were read; run `etl run`"
        return read(data), len(data)
    except OSError as error:
        return f"{article.raw_path}: {error.strerror}; run `etl run`"
    except SetAside as verdict:
        return f"{article.raw_path}: {verdict.reason}"


def _orphans(con: Connection) -> Verdicts:
    """Every reference between tables leads to a row."""
    for table, column, target, key in _REFERENCES:
        query = f"""select {column}, count(*), count(*) filter (where {column} not in (select {key} from {target}))
            from {table} where {column} is not null group by {column}"""
        for value, times, astray in rows(con, query):
            for _ in range(int(str(times)) - int(str(astray))):
                yield None
            for _ in range(int(str(astray))):
                yield f"{table}.{column}: {value} is not in {target}"


def _same(con: Connection, files: pl.DataFrame) -> Verdicts:
    """Rows came from the bytes that lie under raw/ now, all read with the same rules."""
    now = dict(files.select("raw_path", "raw_sha256").iter_rows())
    for path, digest in rows(con, "select raw_path, raw_sha256 from articles"):
        fits = now.get(path) == digest
        yield None if fits else f"{path}: raw/ no longer holds these bytes; run `etl run`"
    versions = rows(con, "select rules_version, count(*) from articles group by 1 order by 2 desc, 1")
    for rules, count in versions[1:]:
        yield f"{count} articles were read with other rules ({rules}); run `etl run`"
    for name, lone in rows(con, _DERIVED):
        yield f"programmes: {name} is mentioned otherwise than it is counted" if lone else None


def _all_known(con: Connection, files: pl.DataFrame) -> Verdicts:
    """Every raw file is either an article or a reject that gives its reason."""
    articles = {row[0] for row in rows(con, "select raw_path from articles")}
    rejects = {str(path): str(reason) for path, reason in rows(con, "select raw_path, reason from rejects")}
    for path in files["raw_path"]:
        if (path in articles) == (path in rejects):
            yield f"{path}: " + ("both an article and set aside" if path in articles else "not known; run `etl run`")
        else:
            yield None
    for path, reason in rejects.items():
        yield None if reason.strip() else f"{path}: set aside without a reason"


def _marked(con: Connection) -> Verdicts:
    """Every mark that a person made applies still."""
    untold = stale(con)
    ((count,),) = rows(con, "select count(*) from corrections")
    yield from [None] * (int(str(count)) - len(untold))
    yield from untold


def below(warehouse: Path, expected: Expected) -> list[str]:
    """A sentence for each article, or source, that gives less or more than was expected of it."""
    path = current(warehouse)
    if path is None or not expected:
        return []
    with reading(path) as con:
        return [verdict for verdict in _promises(con, expected) if verdict is not None]


def _promises(con: Connection, expected: Expected) -> Verdicts:
    for source, promises in expected.items():
        for promised, (least, most) in promises.items():
            table = _ALSO.get(promised, promised)
            of_all = "select source, count(*) from articles where source = $1 group by all"
            of_each = f"""select raw_path, count(t.article_id) from articles a left join {table} t using (article_id)
                where source = $1 group by all order by all"""
            for name, count in rows(con, of_all if table == "articles" else of_each, [source]):
                fits = least <= int(str(count)) <= most
                yield None if fits else f"{name}: {count} {table}, {least} to {most} are expected of {source}"


_ALSO = {"blocks": "paragraphs"}  # a source speaks of the blocks of a page
_HELD = [part.name for part in fields(Held) if part.name in RECORDS]
_OF_ARTICLE = [name for name in RECORDS if name not in {"articles", "rejects"}]

_OF_PARAGRAPH = ("measures", "quantities", "numerals", "mentions", "theme_tags")

_REFERENCES = (
    *((name, "article_id", "articles", "article_id") for name in _OF_ARTICLE),
    *(
        (name, "paragraph_id", "paragraphs", "paragraph_id")
        for name in ("measures", "quantities", "numerals", "mentions")
    ),
    ("theme_tags", "paragraph_id", "paragraphs", "paragraph_id"),
    ("article_programmes", "programme_id", "programmes", "programme_id"),
    ("theme_tags", "theme_id", "themes", "theme_id"),
    ("quantities", "measure_id", "measures", "measure_id"),
    ("numerals", "quantity_id", "quantities", "quantity_id"),
    ("mentions", "programme_id", "programmes", "programme_id"),
    ("articles", "family_id", "families", "family_id"),
    ("articles", "region_code", "regions", "region_code"),
    ("families", "original_article_id", "articles", "article_id"),
    ("likenesses", "article_id", "articles", "article_id"),
    ("likenesses", "other_article_id", "articles", "article_id"),
    ("sketches", "article_id", "articles", "article_id"),
)

_DERIVED = """
select g.name, g.mentions <> count(m.mention_id)
from programmes g left join mentions m using (programme_id) group by g.programme_id, g.name, g.mentions
"""
