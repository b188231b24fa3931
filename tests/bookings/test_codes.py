"""The codes at the door: a permutation, so no two of a million in a row are the same."""

import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bookings.codes import MANY, code_of, number_of

KEY = "a key of the tests"


@given(st.integers(min_value=0, max_value=10**12), st.text(min_size=1, max_size=90))
def test_a_code_leads_back_to_its_number(number, key):
    code = code_of(number, key)
    assert re.fullmatch(r"[0-9]{6}", code)
    assert number_of(code, key) == number % MANY


def test_neighbours_have_codes_of_their_own_that_tell_nothing_of_each_other():
    codes = [code_of(number, KEY) for number in range(5000)]
    assert len(set(codes)) == 5000
    steps = {(int(b) - int(a)) % MANY for a, b in pairwise(codes)}
    assert len(steps) > 4900


def test_another_key_gives_other_codes():
    same = [n for n in range(1000) if code_of(n, KEY) == code_of(n, "another")]
    assert len(same) < 10
