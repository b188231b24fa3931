"""The text by which a home is found: its names and place in characters, pinyin and initials.

It is kept in a column, because the library of pinyin is large: who searches never loads it.
"""

import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from django.utils import translation

from homes.enums import Scene

if TYPE_CHECKING:
    from homes.models import Home

# The text is made from these columns.
SOURCES = frozenset({"code", "name", "name_en", "address", "scene", "division"})
# Names of Fujian in which a character is read otherwise than in most words.
LOCAL = {"长乐": ["chang", "le"], "长泰": ["chang", "tai"], "长汀": ["chang", "ting"]}
LANGUAGES = ("zh-hans", "en")


def folded(text: str) -> str:
    """As it is compared: full-width forms made plain, without capitals."""
    return unicodedata.normalize("NFKC", text).lower()


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


def search_text(home: "Home") -> str:
    """The whole text; pinyin is made only where the names have changed since the last time."""
    plain = plain_text(home) + "\n"
    if home.search_text.startswith(plain):
        return home.search_text
    names = [home.name, home.division.name]
    if home.division.parent:
        names.append(home.division.parent.name)
    # The address has no reading: in so long a text any two syllables meet somewhere.
    return plain + "\n".join(reading for name in names for reading in pinyin(name))


def scene_words(scene: str) -> str:
    """The kind of place in every language."""
    words = []
    for language in LANGUAGES:
        with translation.override(language):
            words.append(str(Scene(scene).label))
    return folded(" ".join(words))


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
