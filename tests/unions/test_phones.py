import pytest
from hypothesis import given
from hypothesis import strategies as st

from unions.phones import closed_phone, is_mobile, masked, normal_phone


@pytest.mark.parametrize(
    "typed",
    [
        "13800000007",
        " 138 0000 0007 ",
        "138-0000-0007",
        "+86 13800000007",
        "+8613800000007",
        "008613800000007",
        "8613800000007",
        "１３８０００００００７",
    ],
)
def test_normal_phone(typed):
    assert normal_phone(typed) == "13800000007"


@pytest.mark.parametrize(
    "typed", ["", "12800000007", "1380000000", "138000000070", "0591-87654321"]
)
def test_not_a_mobile(typed):
    assert not is_mobile(normal_phone(typed))


def test_none_is_empty():
    assert normal_phone(None) == ""


@given(
    number=st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
    prefix=st.sampled_from(["", "+86", "86", "0086", " +86 "]),
    gaps=st.lists(st.sampled_from(["", " ", "-", "(", ")"]), min_size=11, max_size=11),
)
def test_however_it_is_written(number, prefix, gaps):
    typed = prefix + "".join(gap + digit for gap, digit in zip(gaps, number, strict=True))
    assert normal_phone(typed) == number


@pytest.mark.parametrize(("phone", "shown"), [("13800000007", "138****0007"), ("123", "****")])
def test_masked(phone, shown):
    assert masked(phone) == shown


@given(st.integers(min_value=1, max_value=2**33))
def test_closed_phone_is_no_mobile_and_fits(pk):
    assert not is_mobile(closed_phone(pk))
    assert len(closed_phone(pk)) == 11
