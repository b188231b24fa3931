"""Money is whole fen (1/100 yuan) everywhere; it is rounded once, when shown."""

from decimal import ROUND_HALF_UP, Decimal

FEN_PER_YUAN = 100
FEN_PER_WAN = 1_000_000


def yuan(fen: int) -> Decimal:
    """Fen as yuan, exact, two decimals."""
    return Decimal(fen).scaleb(-2)


def wan(fen: int, places: int = 2) -> Decimal:
    """Fen as 万元 (¥10,000), rounded half up once to `places` decimals."""
    return (Decimal(fen) / FEN_PER_WAN).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def ratio(part: int, whole: int, places: int = 2) -> Decimal | None:
    """part ÷ whole rounded half up to `places` decimals; None where whole is 0."""
    if whole == 0:
        return None
    return (Decimal(part) / Decimal(whole)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
