"""Where the next homes should go: maximum coverage, greedily, with a proven upper bound.

Given workers at points, homes that exist and candidate sites, choose `count` sites so that most
workers who have no home within the radius get one. Greedy choice is never worse than 1 - 1/e of
the best; the linear relaxation says how good this very answer is. Pure: arrays in, values out.
"""

import heapq
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csc_array, hstack, identity, vstack

from reports.coverage import EARTH_RADIUS_M, Points, Weights, covered, pairs_within


@dataclass(frozen=True)
class Site:
    """A proposed point, and the workers whom it is the first to cover, in the order given."""

    lat: float
    lon: float
    newly_covered: int


@dataclass(frozen=True)
class Plan:
    """Sites in order of choice. All counts are workers; no other `count` of the candidates
    covers more than `upper_bound`; `gap` is the share of that bound still open to doubt."""

    sites: tuple[Site, ...]
    workers: int
    covered_before: int
    covered: int
    upper_bound: int

    @property
    def gap(self) -> float:
        return (self.upper_bound - self.covered) / self.upper_bound if self.upper_bound else 0.0

    def as_json(self) -> dict:
        return {
            "sites": [vars(site) for site in self.sites],
            "workers": self.workers,
            "covered_before": self.covered_before,
            "covered": self.covered,
            "upper_bound": self.upper_bound,
            "gap": self.gap,
        }


def plan_sites(
    points: Points,
    workers: Weights,
    homes: Points,
    radius_m: float,
    count: int,
    candidates: Points | None = None,
) -> Plan:
    """The next `count` sites (fewer when no more workers can be reached).

    `workers` are the headcounts at `points`; without `candidates` a grid over the points that
    no home covers is searched.
    """
    inside = covered(points, homes, radius_m)
    before = int(workers[inside].sum())
    rest, weights = points[~inside], workers[~inside]
    if candidates is None:
        candidates = grid_over(rest, radius_m)
    reach = _reach(rest, candidates, radius_m)
    chosen = _greedy(reach, weights, count)
    gained = sum(gain for _, gain in chosen)
    bound = _upper_bound(reach, weights, count) if chosen else 0
    return Plan(
        sites=tuple(
            Site(lat=float(candidates[i][0]), lon=float(candidates[i][1]), newly_covered=gain)
            for i, gain in chosen
        ),
        workers=int(workers.sum()),
        covered_before=before,
        covered=before + gained,
        upper_bound=before + max(bound, gained),
    )


def grid_over(points: Points, radius_m: float) -> Points:
    """Lattice points, half a radius apart, that lie within the radius of some point."""
    step = np.degrees(radius_m / 2 / EARTH_RADIUS_M)
    row = np.round(points[:, 0] / step)
    spread = np.arange(-3, 4)
    cells = []
    for up in spread:
        column = np.round(points[:, 1] / _lon_step(row + up, step))
        cells += [np.column_stack((row + up, column + aside)) for aside in spread]
    row, column = np.unique(np.concatenate(cells), axis=0).T
    grid = np.column_stack((row * step, column * _lon_step(row, step)))
    return grid[covered(grid, points, radius_m)]


def _lon_step(row: NDArray[np.floating], step: float) -> NDArray[np.floating]:
    """Degrees of longitude as long as `step` degrees of latitude in that lattice row."""
    return step / np.cos(np.radians(row * step))


def _reach(points: Points, candidates: Points, radius_m: float) -> csc_array:
    """Column j holds the points that candidate j covers."""
    rows, cols = pairs_within(points, candidates, radius_m)
    ones = np.ones(len(rows), np.int8)
    return csc_array((ones, (rows, cols)), shape=(len(points), len(candidates)))


def _greedy(reach: csc_array, weights: Weights, count: int) -> list[tuple[int, int]]:
    """(candidate, gain) pairs; of equals the first candidate wins. Gains only ever shrink, so
    the top of the heap is the best as soon as its gain is measured against what is open now."""
    open_weights = weights.copy()
    gains = np.asarray(reach.T.astype(np.int64) @ weights)
    heap = [(-gain, i, 0) for i, gain in enumerate(gains.tolist()) if gain]
    heapq.heapify(heap)
    chosen: list[tuple[int, int]] = []
    while heap and len(chosen) < count:
        _, i, measured = heapq.heappop(heap)
        mine = reach.indices[reach.indptr[i] : reach.indptr[i + 1]]
        gain = int(open_weights[mine].sum())
        if not gain:
            continue
        if measured < len(chosen):
            heapq.heappush(heap, (-gain, i, len(chosen)))
            continue
        chosen.append((i, gain))
        open_weights[mine] = 0
    return chosen


def _upper_bound(reach: csc_array, weights: Weights, count: int) -> int:
    """No `count` candidates cover more than this.

    Prices on the points come from the duals of the linear relaxation; whatever the prices are,
    paying each point's price to every site that reaches it bounds the answer from above, so the
    bound does not lean on the solver's tolerance, nor on its success.
    """
    prices = _dual_prices(reach, weights, count)
    bounds = [_priced_bound(reach, weights, count, p) for p in (prices, weights * 1.0)]
    reachable = weights[np.diff(reach.tocsr().indptr) > 0].sum()
    return min(int(reachable), *(int(np.floor(b + 1e-6)) for b in bounds))


def _priced_bound(
    reach: csc_array, weights: Weights, count: int, prices: NDArray[np.floating]
) -> float:
    incomes = np.sort(reach.T.astype(np.float64) @ prices)[::-1]
    return float(np.maximum(weights - prices, 0).sum() + incomes[:count].sum())


def _dual_prices(reach: csc_array, weights: Weights, count: int) -> NDArray[np.floating]:
    """HiGHS' prices of: maximise sum w y, y <= sites that reach it, y <= 1, sites <= count."""
    points, candidates = reach.shape
    link = hstack([-reach.astype(np.float64), identity(points)], format="csr")
    limit = csc_array(np.r_[np.ones(candidates), np.zeros(points)][None, :])
    solved = linprog(
        c=np.r_[np.zeros(candidates), -weights.astype(np.float64)],
        A_ub=vstack([link, limit], format="csr"),
        b_ub=np.r_[np.zeros(points), count],
        bounds=(0, 1),
        method="highs",
    )
    if solved.status != 0:
        return weights * 1.0
    return np.clip(-solved.ineqlin.marginals[:points], 0, weights)
