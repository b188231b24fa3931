"""What higher apps do when homes come to stand under another union, without unions knowing them.

A higher app registers in its AppConfig.ready(); whoever moves a home or a union calls `moved`
in the same transaction.
"""

from collections.abc import Callable

_followers: dict[str, Callable[[dict], object]] = {}


def register_follower(name: str, follow: Callable[[dict], object]) -> None:
    """Call `follow(homes)` after a move; `homes` are lookups on Home. The same name replaces."""
    _followers[name] = follow


def moved(**homes) -> None:
    """Homes with these lookups stand under another union now."""
    for follow in _followers.values():
        follow(homes)
