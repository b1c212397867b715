"""Extract: find the facts of paragraphs: numerals, quantities, measures, themes, names and programmes."""

from __future__ import annotations

from etl.extract.frames import Extracted, extract

__all__ = ["Extracted", "extract"]
