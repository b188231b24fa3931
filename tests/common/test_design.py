"""The design system holds together: every icon and file that a page names is there."""

import re

import pytest
from django.contrib.staticfiles import finders
from django.template import Context, Template

from homes.enums import Scene
from homes.reference import FACILITIES
from tests.source import ROOT

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SPRITE = (ROOT / "static/img/icons.svg").read_text()
SYMBOLS = set(re.findall(r'<symbol id="([^"]+)"', SPRITE))


def named(pattern: str) -> set[str]:
    return {name for path in TEMPLATES for name in re.findall(pattern, path.read_text())}


def test_every_icon_of_a_template_is_drawn():
    used = named(r'{% icon "([^"]+)"') | named(r'icon_name="([^"]+)"')
    assert used - SYMBOLS - {"scene-"} == set()


def test_every_scene_and_facility_has_its_icon():
    scenes = {f"scene-{scene}" for scene in Scene.values}
    facilities = {code.replace("_", "-") for code, *_rest in FACILITIES}
    assert (scenes | facilities) - SYMBOLS == set()


def test_no_icon_is_drawn_twice():
    assert len(re.findall("<symbol ", SPRITE)) == len(SYMBOLS)


def test_every_static_file_of_a_template_is_there():
    files = named(r"{% static ['\"]([^'\"]+)['\"]")
    assert {name for name in files if finders.find(name) is None} == set()


@pytest.mark.parametrize("folder", ["htmx", "pico", "echarts", "lucide"])
def test_what_is_vendored_comes_with_its_licence(folder):
    assert (ROOT / "static/vendor" / folder / "LICENSE").stat().st_size > 0
    assert f"`{folder}/`" in (ROOT / "static/vendor/README.md").read_text()


def test_an_icon_is_decoration_unless_it_is_named():
    def drawn(source: str) -> str:
        return Template("{% load ui %}" + source).render(Context({"label": "a <b>"}))

    assert 'aria-hidden="true"' in drawn('{% icon "clock" %}')
    assert 'role="img" aria-label="a &lt;b&gt;"' in drawn('{% icon "clock" label %}')
    assert drawn('{% icon "" %}') == ""


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb by WCAG 2.1."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


TOKENS = dict(
    re.findall(r"--([a-z-]+): (#[0-9a-f]{6})\b", (ROOT / "static/css/base.css").read_text())
) | {"card": "#ffffff"}


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("ink", "paper"),
        ("ink-soft", "paper"),
        ("ink-soft", "grey-tint"),
        ("red", "paper"),
        ("red", "card"),
        ("red-deep", "red-tint"),
        ("green", "green-tint"),
        ("gold", "gold-tint"),
        ("blue", "blue-tint"),
    ],
)
def test_text_stands_out_from_its_ground(text, ground):
    assert contrast(TOKENS[text], TOKENS[ground]) >= 4.5
