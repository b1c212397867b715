"""What recurs in a source's articles is suggested as rules that a person can read, and that then hold."""

import tomllib

from etl.clean.article import clean_text
from etl.clean.recurring import recurring
from etl.sources import Source, rule_of

PAGE = """青石县{topic}工作见成效

青石县直机关工委抓实{topic}工作,组织机关党员干部下沉一线,群众满意度逐年上升。

青石融媒出品 第{number}号

各支部围绕{topic}建立台账,每季度通报一次进度,压实各级责任。
"""
TOPICS = ["楼宇党建", "述职评议", "主题党日", "党员积分", "结对帮扶"]


def test_a_line_that_every_article_prints_becomes_a_rule_that_takes_it():
    pages = [PAGE.format(topic=topic, number=at + 100) for at, topic in enumerate(TOPICS)]
    found = recurring([page.encode() for page in pages], Source("green"))
    assert [(line.pattern, line.articles) for line in found] == [(r"青石融媒出品 第\d+号", 5)]
    row = tomllib.loads(found[0].toml(1))["furniture"][0]
    learned = Source("green", furniture=(rule_of(row),))
    removed = clean_text(pages[0], None, learned).removed
    assert ("recurs-1", "青石融媒出品 第100号") in [(row.rule, row.text) for row in removed]
    assert recurring([page.encode() for page in pages], learned) == []


def test_two_articles_prove_nothing():
    pages = [PAGE.format(topic=topic, number=1).encode() for topic in TOPICS[:2]]
    assert recurring(pages, Source("green")) == []
