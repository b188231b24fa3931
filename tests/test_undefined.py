"""The guard against undefined template variables fires for our templates and for no others'."""

import pytest
from django.template import Context, Origin, Template, engines

from tests.undefined import OURS, UndefinedVariable

OTHERS = "/somewhere/site-packages/unfold/templates/admin/index.html"


def render(text: str, name: str, **values) -> str:
    template = Template(text, origin=Origin(name), engine=engines["django"].engine)
    return template.render(Context(values))


@pytest.mark.parametrize(
    "text",
    [
        "{{ home.nmae }}",
        "{{ nobody }}",
        "{% for home in homes %}{{ home.nmae }}{% endfor %}",
        "{% if homes %}{{ nobody|upper }}{% endif %}",
    ],
)
def test_fails_in_our_templates(text):
    with pytest.raises(UndefinedVariable, match=r"is not defined in templates/homes/list\.html"):
        render(text, f"{OURS}/homes/list.html", homes=[{"name": "家"}], home={"name": "家"})


def test_what_is_defined_or_only_asked_for_passes():
    text = "{{ home.name }}{{ empty }}{% if nobody %}x{% endif %}{% firstof nobody home.name %}"
    assert render(text, f"{OURS}/homes/list.html", home={"name": "家"}, empty="") == "家家"


def test_others_may():
    assert render("[{{ nobody }}]", OTHERS) == "[]"


@pytest.mark.parametrize("debug", [True, False])
def test_a_test_that_changes_settings_leaves_the_guard_to_the_next(debug, settings):
    settings.DEBUG = debug  # Django renews its template engines, now and when it is set back
    test_others_may()


def test_the_guard_is_back():
    test_fails_in_our_templates("{{ nobody }}")
