"""Turn messy Chinese official and news articles into facts one can query.

The way of the data, a room each: raw bytes → fetch → clean → convert → segment → extract → load →
published warehouse → export. The ground (`records`, `text`, `sources`, `lexicon`) imports no step,
and no step imports another; `flows/` joins them.
"""
