"""Seasons of services as months: "6-9", "11-2" (over the new year), "3,9"; empty: all year."""

ALL_YEAR = frozenset(range(1, 13))


def months_of(text: str) -> frozenset[int]:
    """The months named by a season. Raises ValueError for what is none."""
    months: set[int] = set()
    for part in text.replace(" ", "").split(","):
        if not part:
            continue
        first, _dash, last = part.partition("-")
        start, end = int(first), int(last or first)
        if not (1 <= start <= 12 and 1 <= end <= 12):
            raise ValueError(text)
        length = (end - start) % 12 + 1
        months.update((start + n - 1) % 12 + 1 for n in range(length))
    return frozenset(months) or ALL_YEAR


def in_season(text: str, month: int) -> bool:
    """Whether the service is offered in the month (1 … 12)."""
    return month in months_of(text)
