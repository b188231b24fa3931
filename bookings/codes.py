"""The six digits by which a booking is named at the door. Pure.

A code is its reservation's number under a keyed permutation of the numbers below a million, so
that no two of any million reservations made in a row share one, nothing is stored, nothing can
collide while booking, and nobody can tell from one code the next.
"""

import hashlib

HALF = 1000
MANY = HALF * HALF
ROUNDS = 6


def code_of(number: int, key: str) -> str:
    """The code of reservation `number` as six digits."""
    left, right = divmod(number % MANY, HALF)
    for turn in range(ROUNDS):
        left, right = right, (left + _mixed(right, turn, key)) % HALF
    return f"{left * HALF + right:06d}"


def number_of(code: str, key: str) -> int:
    """The number, modulo a million, of which `code` (six digits) is the code."""
    left, right = divmod(int(code), HALF)
    for turn in reversed(range(ROUNDS)):
        left, right = (right - _mixed(left, turn, key)) % HALF, left
    return left * HALF + right


def _mixed(half: int, turn: int, key: str) -> int:
    digest = hashlib.blake2b(f"{turn}:{half}".encode(), key=key.encode()[:64], digest_size=8)
    return int.from_bytes(digest.digest()) % HALF
