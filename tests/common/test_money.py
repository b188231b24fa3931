from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.money import ratio, wan, yuan


@pytest.mark.parametrize(
    ("fen", "shown"), [(0, "0.00"), (1, "0.01"), (400_000_000, "4000000.00"), (-5, "-0.05")]
)
def test_yuan_is_exact(fen, shown):
    assert str(yuan(fen)) == shown


@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_yuan_loses_nothing(fen):
    assert yuan(fen) * 100 == fen


@pytest.mark.parametrize(
    ("fen", "places", "shown"),
    [
        (400_000_000, 2, "400.00"),
        (18_600_000_000, 0, "18600"),
        (5_000, 2, "0.01"),
        (4_999, 2, "0.00"),
        (15_000, 2, "0.02"),
        (-5_000, 2, "-0.01"),
    ],
)
def test_wan_rounds_half_up_once(fen, places, shown):
    assert str(wan(fen, places)) == shown


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        (18_600_000_000, 400_000_000, Decimal("46.50")),
        (1, 3, Decimal("0.33")),
        (1, 200, Decimal("0.01")),
        (0, 5, Decimal("0.00")),
        (5, 0, None),
    ],
)
def test_ratio(part, whole, expected):
    assert ratio(part, whole) == expected
