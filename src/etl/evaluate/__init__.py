"""Evaluate: score what the pipeline finds in some texts against an answer key.

A key is a folder of JSON files in the form of `tests/answers/` (lines, quantities, measures, themes,
programmes), any of which may be missing; offsets count characters of the decoded raw text. Adding a
text is adding its rows. Scores come with the errors behind them, and with 95 % intervals drawn by
document (1,000 bootstrap draws, fixed seed), since facts of one document are not independent.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from etl import pipeline
from etl.evaluate.judges import JUDGES, Found
from etl.evaluate.tally import Scores
from etl.frames import records
from etl.records import Article, Complaint, Measure, Mention, Paragraph, Quantity, Removed, ThemeTag

__all__ = ["Scores", "evaluate"]


def evaluate(answers: Path, texts: Path) -> Scores:
    """The scores of every text that the key in `answers` names, the texts being below `texts`.

    Raises Complaint where the folder holds no key, or a text that the key names is missing.
    """
    keys = {name: _key(answers, name) for name in ("lines", "quantities", "measures", "themes", "programmes")}
    documents = _documents(keys)
    if not documents:
        raise Complaint(f"put an answer key (lines.json, quantities.json, …) into {answers}: none is there")
    paths = {document: _text(texts, document, keys["lines"]) for document in documents}
    found = _found(paths, texts)
    scores = Scores()
    for document in documents:
        for name, score in JUDGES.items():
            rows = _rows(keys[name], document)
            if rows is not None:
                score(scores, document, rows, found[document])
    return scores


def _key(answers: Path, name: str) -> Any:  # noqa: ANN401  (JSON)
    path = answers / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def _documents(keys: dict[str, Any]) -> list[str]:
    """The documents that any key names."""
    names: set[str] = set()
    for key in keys.values():
        if isinstance(key, dict):
            names |= set(key)
        elif key is not None:
            names |= {row["seed"] for row in key}
    return sorted(names)


def _rows(key: Any, document: str) -> Any:  # noqa: ANN401  (JSON)
    """The part of a key that is about the document, or None where the key does not know it."""
    if key is None:
        return None
    if isinstance(key, dict):
        return key.get(document)
    rows = [row for row in key if row["seed"] == document]
    return rows or None


def _text(texts: Path, document: str, lines: Any) -> Path:  # noqa: ANN401  (JSON)
    """The file of a document: as lines.json names it, else the one whose name starts with its id."""
    named = (lines or {}).get(document, {}).get("file")
    hits = sorted(texts.rglob(Path(named).name if named else f"{document}*"))
    if not hits:
        raise Complaint(f"put the text {named or document} below {texts}, or say --texts DIR: it is not there")
    return hits[0]


def _found(paths: dict[str, Path], texts: Path) -> dict[str, Found]:
    """The pipeline's rows, document by document."""
    frames = pipeline.through(pipeline.of_paths(list(paths.values()), texts), texts)
    by_path = {article.raw_path: article for article in records(Article, frames["articles"])}
    tables: dict[str, list[Any]] = {
        name: list(records(record, frames[name]))
        for name, record in [
            ("paragraphs", Paragraph),
            ("removed", Removed),
            ("quantities", Quantity),
            ("measures", Measure),
            ("theme_tags", ThemeTag),
            ("mentions", Mention),
        ]
    }
    found = {}
    for document, path in paths.items():
        article = by_path.get(path.relative_to(texts).as_posix())
        if article is None:
            raise Complaint(f"look at {path}: it was set aside, so it cannot be scored")
        rows: list[list[Any]] = [
            [row for row in rows if row.article_id == article.article_id] for rows in tables.values()
        ]
        found[document] = Found(article, *rows)
    return found
