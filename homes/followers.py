"""What higher apps do when homes may be open at other times, without homes knowing them.

A higher app registers in its AppConfig.ready(); whoever changes hours, stops or what opens a home
calls `hours_changed` in the same transaction, when all has been written. It may lock the trees of
spaces, so what locks several homes one by one calls it after its commit.
"""

from collections.abc import Callable, Collection

_followers: dict[str, Callable[[Collection[int]], object]] = {}


def register_follower(name: str, follow: Callable[[Collection[int]], object]) -> None:
    """Call `follow(ids of homes)` after a change. The same name replaces."""
    _followers[name] = follow


def hours_changed(homes: Collection[int]) -> None:
    """The homes with these ids may be open at other times now."""
    for follow in _followers.values():
        follow(homes)
