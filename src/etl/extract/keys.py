"""Keys: the form under which equal names meet, whatever their marks, spaces and case."""

from __future__ import annotations

import unicodedata
from functools import lru_cache


@lru_cache(4096)
def key(name: str) -> str:
    """The form under which equal names meet: no marks, spaces or case.

    >>> key("改革先锋·结对共建"), key("1+1+1")
    ('改革先锋结对共建', '1+1+1')
    """
    plain = unicodedata.normalize("NFKC", name).lower()
    return "".join(character for character in plain if not unicodedata.category(character).startswith(("P", "Z", "C")))
