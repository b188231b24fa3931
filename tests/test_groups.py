"""Tests that must not run at the same time do not: pytest-xdist has put them in one group."""


def test_groups_are_known_to_who_hands_out_the_tests(request):
    grouped = [item for item in request.session.items if item.get_closest_marker("xdist_group")]
    if request.config.getoption("loadgroup", default=False):
        assert [item.nodeid for item in grouped if "@" not in item.nodeid] == []
