"""Lexicon: the knowledge of the field as tables, each with its reader; code elsewhere is thin over it."""
