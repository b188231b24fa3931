"""Siting against every possible choice, on towns small enough to try them all."""

from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from reports.coverage import as_points, covered, distance_m
from reports.siting import grid_over, plan_sites

TOWN = st.tuples(st.floats(25.0, 25.015), st.floats(118.0, 118.015))
RADIUS = 600.0


@st.composite
def towns(draw):
    """Points, headcounts, homes and candidates of a small town."""
    points = draw(st.lists(TOWN, max_size=10))
    workers = draw(st.lists(st.integers(0, 500), min_size=len(points), max_size=len(points)))
    homes = draw(st.lists(TOWN, max_size=2))
    candidates = draw(st.lists(TOWN, max_size=7))
    count = draw(st.integers(0, 4))
    return points, workers, homes, candidates, count


def workers_reached(points, workers, homes):
    """The plain definition: headcounts with some home within the radius."""
    total = 0
    for point, headcount in zip(points, workers, strict=True):
        here = as_points([point] * len(homes))
        if (distance_m(here, as_points(homes)) <= RADIUS).any():
            total += headcount
    return total


def plan(points, workers, homes, candidates, count):
    return plan_sites(
        as_points(points),
        np.array(workers, np.int64),
        as_points(homes),
        RADIUS,
        count,
        None if candidates is None else as_points(candidates),
    )


@given(towns())
def test_the_counts_are_what_the_sites_really_cover(town):
    points, workers, homes, candidates, count = town
    answer = plan(*town)
    assert answer.workers == sum(workers)
    assert answer.covered_before == workers_reached(points, workers, homes)
    opened = list(homes)
    for site in answer.sites:
        before = workers_reached(points, workers, opened)
        assert (site.lat, site.lon) in candidates
        opened.append((site.lat, site.lon))
        assert site.newly_covered == workers_reached(points, workers, opened) - before > 0
    assert answer.covered == workers_reached(points, workers, opened)
    assert len(answer.sites) <= count


@given(towns())
def test_the_bound_holds_for_every_choice_and_greedy_keeps_its_promise(town):
    points, workers, homes, candidates, count = town
    answer = plan(*town)
    best = max(
        workers_reached(points, workers, homes + list(choice))
        for choice in combinations(candidates, min(count, len(candidates)))
    )
    assert answer.covered <= best <= answer.upper_bound <= sum(workers)
    before = answer.covered_before
    assert answer.covered - before >= (1 - 1 / np.e) * (best - before) - 1e-9
    assert 0 <= answer.gap <= 1


@given(towns())
def test_each_site_is_the_best_next_one_and_the_first_among_equals(town):
    points, workers, homes, candidates, _ = town
    opened = list(homes)
    for site in plan(*town).sites:
        reached = [workers_reached(points, workers, [*opened, c]) for c in candidates]
        assert (site.lat, site.lon) == candidates[reached.index(max(reached))]
        opened.append((site.lat, site.lon))


@given(towns())
def test_asking_for_more_sites_keeps_the_first_ones(town):
    *where, count = town
    fewer, more = plan(*where, count), plan(*where, count + 1)
    assert more.sites[: len(fewer.sites)] == fewer.sites
    assert more.upper_bound >= fewer.upper_bound


@given(st.lists(TOWN, max_size=8), st.floats(50, 2000))
def test_the_grid_reaches_every_point_and_nothing_else(points, radius):
    grid = grid_over(as_points(points), radius)
    assert covered(as_points(points), grid, radius).all()
    assert covered(grid, as_points(points), radius).all()
    assert len(np.unique(grid, axis=0)) == len(grid)


def test_the_grid_is_searched_when_no_candidates_are_given():
    answer = plan([(25.0, 118.0), (25.2, 118.2)], [10, 30], [(25.0, 118.0)], None, 3)
    assert [site.newly_covered for site in answer.sites] == [30]
    assert (answer.covered_before, answer.covered, answer.upper_bound) == (10, 40, 40)
    assert answer.gap == 0


def test_the_linear_bound_is_sharper_than_the_simple_ones():
    """Two rival halves of one crowd: counting them twice would promise 200 of its 100 workers,
    and the crowd elsewhere would hide that from the total."""
    crowd, aside, far = (25.0, 118.0), (25.003, 118.0), (25.1, 118.1)
    answer = plan([crowd, far], [100, 30], [], [crowd, aside, far, (25.2, 118.2)], 2)
    assert (answer.covered, answer.upper_bound) == (130, 130)
    one_each = plan([crowd, far, (25.3, 118)], [100, 30, 20], [], [crowd, aside, far], 2)
    assert one_each.upper_bound == 130


def test_nobody_to_cover():
    answer = plan([], [], [], None, 3)
    assert (answer.sites, answer.covered, answer.upper_bound, answer.gap) == ((), 0, 0, 0.0)
