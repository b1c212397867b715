"""Search ranks as the reference does, which `make ranking` asks of 5,000 documents, here over the samples."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "benchmarks"))


def test_fifty_queries_are_ranked_as_the_reference_ranks_them(warehouse):
    import ranking

    other, compared = ranking.differences(warehouse)
    assert other == []
    assert compared > 300


@pytest.mark.parametrize("field", ["lengths", "body"])
def test_a_wrong_reference_is_seen(warehouse, monkeypatch, field):
    import ranking

    counted = ranking.reference

    def wrong(con):
        known = counted(con)
        some = sorted(known.body)[::3]  # of a set the first is another one in every process, and may answer no query
        lengths = {**known.lengths, **dict.fromkeys(some, 5_000)}
        return known._replace(**{field: {"lengths": lengths, "body": known.body.difference(some)}[field]})

    monkeypatch.setattr(ranking, "reference", wrong)
    assert ranking.differences(warehouse)[0]
