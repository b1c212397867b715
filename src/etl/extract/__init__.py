"""Extract: find the facts of paragraphs: numerals, quantities, measures, themes, names and programmes."""
