"""What our templates change in the frame of the admin."""

import pytest
from django.template.loader import render_to_string

PARTS = [{"title": "预约", "link": "/a/"}, {"title": "预约", "link": "/b/"}, {"title": "候补"}]


@pytest.mark.parametrize(("count", "shown"), [(2, ["预约"]), (3, ["预约", "候补"])])
def test_the_way_to_a_page_names_nothing_twice(count, shown):
    way = render_to_string("unfold/helpers/header_title.html", {"parts": PARTS[:count]})
    assert [way.count(word) for word in shown] == [1] * len(shown)
    assert way.count("chevron_right") == len(shown) - 1
