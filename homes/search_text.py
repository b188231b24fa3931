"""The text by which a home or a space is found: its names in characters, pinyin and initials.

It is kept in a column, because the library of pinyin is large: who searches never loads it.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from django.utils import translation

from homes.enums import Scene

if TYPE_CHECKING:
    from homes.models import Home, Space

WORD = re.compile(r"[0-9]+|[^\W0-9_]+")
# Names of Fujian in which a character is read otherwise than in most words.
LOCAL = {"长乐": ["chang", "le"], "长泰": ["chang", "tai"], "长汀": ["chang", "ting"]}
LANGUAGES = ("zh-hans", "en")


def folded(text: str) -> str:
    """As it is compared: full-width forms made plain, without capitals."""
    return unicodedata.normalize("NFKC", text).lower()


def words(text: str) -> list[str]:
    """What is to be found: words, and numbers by themselves; "1号场" is "1" and "号场"."""
    return WORD.findall(folded(text))


def plain_text(home: "Home") -> str:
    """Names and place as written, each on a line."""
    places = [home.division, home.division.parent]
    names = [name for place in places if place for name in (place.name, place.name_en)]
    return "\n".join(
        [
            folded(" ".join([home.code, home.name, home.name_en])),
            folded(home.address),
            folded(" ".join(names)),
            scene_words(home.scene),
        ]
    )


def home_text(home: "Home") -> str:
    """The whole text of a home, which needs its division and the division above."""
    names = [home.name, home.division.name]
    if home.division.parent:
        names.append(home.division.parent.name)
    # The address has no reading: in so long a text any two syllables meet somewhere.
    return with_readings(plain_text(home), names, home.search_text)


def space_text(space: "Space") -> str:
    """The whole text of a space, which needs its facility; its home has a text of its own."""
    facility = space.facility
    lines = [(space.name, space.name_en), (facility.name, facility.name_en)]
    plain = "\n".join(folded(" ".join(line)) for line in lines)
    return with_readings(plain, [space.name, facility.name], space.search_text)


def with_readings(plain: str, names: Iterable[str], present: str) -> str:
    """The text with pinyin, made only where the names differ from those of the present text."""
    if present.startswith(plain + "\n"):
        return present
    return plain + "\n" + "\n".join(reading for name in names for reading in pinyin(name))


def scene_words(scene: str) -> str:
    """The kind of place in every language."""
    words = []
    for language in LANGUAGES:
        with translation.override(language):
            words.append(str(Scene(scene).label))
    return folded(" ".join(words))


@lru_cache(maxsize=10_000)  # spaces are called alike
def pinyin(text: str) -> tuple[str, str]:
    """ "石狮A1" as ("shishia1", "ssa1"); what is not Chinese stays, but for spaces."""
    syllables = reader()("".join(folded(text).split()), errors=list)
    return "".join(syllables), "".join(part[:1] for part in syllables)


@cache
def reader():
    """pypinyin's reader, which knows our places."""
    from pypinyin import lazy_pinyin, load_phrases_dict

    load_phrases_dict({name: [[part] for part in parts] for name, parts in LOCAL.items()})
    return lazy_pinyin
