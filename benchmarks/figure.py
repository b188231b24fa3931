"""One measured figure and how it is printed."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """Ours beside the floor (the least that any program must spend), in the same unit."""

    what: str
    ours: float
    floor: float | None
    unit: str
    floor_is: str

    def line(self) -> str:
        if self.floor is None:
            return f"{self.what:<58} {self.ours:>9.1f} {self.unit:<2} {'–':>12} {'–':>7}"
        ratio = self.ours / self.floor if self.floor else float("inf")
        return (
            f"{self.what:<58} {self.ours:>9.1f} {self.unit:<2} "
            f"{self.floor:>9.2f} {self.unit:<2} {ratio:>7.3g}  {self.floor_is}"
        )


def median_ms(call: Callable[[], object], times: int = 200, warm: int = 10) -> float:
    """The median time of `call` in milliseconds."""
    for _turn in range(warm):
        call()
    spent = []
    for _turn in range(times):
        start = time.perf_counter()
        call()
        spent.append(time.perf_counter() - start)
    return statistics.median(spent) * 1000
