"""Unified social credit codes that are well formed and belong to nobody."""

from stdnum.cn import uscc

_ORGAN_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def made_up(kind: str, county: str, number: int) -> str:
    """A valid USCC (GB 32100) with kind `91` enterprise, `52` agency …, for number `number`.

    The organisation part reads DEM00001, which no registry gives out.
    """
    organ = f"DEM{number:05d}"
    values = (int(char, 36) for char in organ)
    rest = -sum(value * weight for value, weight in zip(values, _ORGAN_WEIGHTS, strict=True)) % 11
    body = f"{kind}{county}{organ}{'X' if rest == 10 else rest}"
    return body + uscc.calc_check_digit(body)
