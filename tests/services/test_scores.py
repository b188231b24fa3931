"""Averages and shares of ratings, against a slow model that lists every star."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.scores import Score, score_of

counts = st.tuples(*[st.integers(0, 40)] * 5)


def slowly(counts) -> Decimal | None:
    """The mean of the list of all stars, to one decimal, half up."""
    stars = [star for star, count in enumerate(counts, 1) for _rating in range(count)]
    if len(stars) < 5:
        return None
    tenths = Fraction(sum(stars), len(stars)) * 10
    whole = int(tenths + Fraction(1, 2))
    return Decimal(whole) / 10


@given(counts)
def test_the_average_is_the_mean_of_all_stars(counts):
    score = Score(counts)
    assert score.average == slowly(counts)
    assert score.count == sum(counts)
    assert [row[:2] for row in score.rows()] == [(n, counts[n - 1]) for n in (5, 4, 3, 2, 1)]


@given(counts)
def test_shares_are_whole_per_cents_of_all(counts):
    shares = [row[2] for row in Score(counts).rows()]
    assert all(0 <= share <= 100 for share in shares)
    assert abs(sum(shares) - (100 if any(counts) else 0)) <= 2


@pytest.mark.parametrize(
    ("counts", "average", "missing"),
    [((0, 0, 0, 0, 4), None, 1), ((0, 0, 0, 0, 0), None, 5), ((1, 0, 0, 0, 4), Decimal("4.2"), 0)],
)
def test_few_ratings_are_no_average(counts, average, missing):
    score = Score(counts)
    assert (score.average, score.missing) == (average, missing)


def test_a_score_of_what_was_counted():
    assert score_of({5: 3, 1: 1}) == Score((1, 0, 0, 0, 3))
