"""What ratings add up to. Pure: counts of stars in, average and shares out."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

STARS = range(1, 6)
# Fewer say how single people felt, not how the home is: no average is shown.
ENOUGH = 5


@dataclass(frozen=True)
class Score:
    """How many gave one star, two, … five."""

    counts: tuple[int, int, int, int, int] = (0, 0, 0, 0, 0)

    @property
    def count(self) -> int:
        return sum(self.counts)

    @property
    def average(self) -> Decimal | None:
        """The mean to one decimal, half up; None while the ratings are fewer than ENOUGH."""
        if self.count < ENOUGH:
            return None
        total = sum(stars * count for stars, count in zip(STARS, self.counts, strict=True))
        return (Decimal(total) / self.count).quantize(Decimal("0.1"), ROUND_HALF_UP)

    @property
    def missing(self) -> int:
        """How many more ratings it takes before an average is shown."""
        return max(0, ENOUGH - self.count)

    def rows(self) -> list[tuple[int, int, int]]:
        """(stars, ratings, whole per cent of all), five stars first."""
        whole = self.count or 1
        return [
            (stars, self.counts[stars - 1], round(100 * self.counts[stars - 1] / whole))
            for stars in reversed(STARS)
        ]


def score_of(stars: dict[int, int]) -> Score:
    """The score of counts by stars; stars that nobody gave may be left out."""
    one, two, three, four, five = (stars.get(each, 0) for each in STARS)
    return Score((one, two, three, four, five))
