"""Splitting a fixed sum exactly."""

from collections.abc import Sequence


def split(total: int, weights: Sequence[float], step: int = 1) -> list[int]:
    """Split `total` by `weights` into multiples of `step`, by largest remainder; sums exactly.

    `total` must be a multiple of `step`; the weights must not all be zero.
    """
    if total % step:
        raise ValueError(f"{total} is not a multiple of {step}")
    whole = sum(weights)
    exact = [total // step * weight / whole for weight in weights]
    parts = [int(share) for share in exact]
    by_remainder = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for index in by_remainder[: total // step - sum(parts)]:
        parts[index] += 1
    return [part * step for part in parts]
