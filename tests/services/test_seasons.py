import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.reference import ITEMS
from services.seasons import ALL_YEAR, in_season, months_of


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("", ALL_YEAR),
        ("6-9", {6, 7, 8, 9}),
        ("11-2", {11, 12, 1, 2}),
        ("3", {3}),
        ("3, 9-10", {3, 9, 10}),
        ("6-", {6}),
    ],
)
def test_months(text, months):
    assert months_of(text) == months


@pytest.mark.parametrize("text", ["0-3", "13", "spring"])
def test_what_is_no_season(text):
    with pytest.raises(ValueError, match=rf"{text}|literal"):
        months_of(text)


@given(st.integers(1, 12), st.integers(1, 12))
def test_a_season_walks_forward_from_its_first_month_to_its_last(first, last):
    walked, month = {first}, first
    while month != last:
        month = month % 12 + 1
        walked.add(month)
    assert months_of(f"{first}-{last}") == walked


def test_every_item_of_the_catalogue_has_a_season_that_can_be_read():
    assert {in_season(months, 7) for *_rest, months in ITEMS} == {True, False}
