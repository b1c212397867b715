"""Read the words that bound a counted noun: what stands before it, what stops it after, what is none of it."""

from __future__ import annotations

import re
from functools import cache

from etl.lexicon.tables import table

# What a word of each kind does, with an example; | is where the counted noun begins or ends.
KINDS = {
    "head": "ends a noun: 29名机关党员干部|",
    "verb": "stands before a noun at the beginning of its clause: 查找|问题40个",
    "stop": "stands after a noun, as a word of its own: 15名年轻干部|到村里, but 12名在职党员",
    "begins": "begins words that stop a noun, whatever they are: 10家企业|获批",
    "ends": "ends words that stop a noun, whatever they are: 6名犯罪嫌疑人|抓获",
    "organised": "stands before 组织 where that is what is counted: 30家社会组织|参与, not what is done: 30名党员|组织",
    "deverbal": "makes a noun of the verb before it: 5个评选活动|, but 23家单位|建立制度",
    "lead": "opens a clause before its verb: 累计查找|问题40个",
    "compared": "leads from a noun to how it changed: 党员活跃度|较去年同期下降3个百分点",
    "changed": "says how a noun changed: 办结率|提高到95%",
    "trailing": "stands between a noun and its amount: 满意度|将达95%",
    "person": "names people, who end there whatever the words are: 16名被困群众|安全转移",
    "people": "goes on with people whom it follows: 12名群众代表|, 200名党员家庭|",
    "empty": "is no noun that could be counted: 其中10个",
}


@cache
def any_of(kind: str) -> str:
    """A pattern for any word of a kind (one of `KINDS`), the longest first."""
    words = [row["word"] for row in table("counting") if row["kind"] == kind]
    return "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))


@cache
def all_of(kind: str) -> frozenset[str]:
    """The words of a kind."""
    return frozenset(row["word"] for row in table("counting") if row["kind"] == kind)
