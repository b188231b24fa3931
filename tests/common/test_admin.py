"""What every page of the admin keeps to, and the strings of libraries that lack Chinese."""

import re
from datetime import datetime, timedelta
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext

from common.admin import PortalAdmin, ScopedAdmin, ScopedInline
from common.admin_fields import MonthDayField, UsccField, YuanField, area_text, span_text, yuan_text
from common.clock import SHANGHAI
from common.violations import SENTENCES, TWICE, UNKNOWN, sentence_for
from tests.source import APPS
from unions.enums import Power
from unions.roles import WRITING_POWER

OURS = [
    (model, keeper)
    for model, keeper in admin.site._registry.items()
    if model._meta.app_label in APPS
]
# Rows that take more than their app's power: who appoints others, and who changes accounts.
STRICTER = {"homes.homeappointment": Power.MANAGE}
# Sent by the portal itself: nobody writes them, see messaging.admin.
WRITTEN_BY_NOBODY = {"messaging.delivery"}


def label(model) -> str:
    return model._meta.label_lower


def test_all_of_our_admins_are_portal_admins():
    assert [label(model) for model, keeper in OURS if not isinstance(keeper, PortalAdmin)] == []


# Each cadre sees their own imports; nobody has a power over them.
OWN = {"common.importbatch"}


def test_owned_models_have_scoped_admins():
    scoped = [(m, k) for m, k in OURS if hasattr(m._default_manager.all(), "visible_to")]
    owned = [(m, k) for m, k in scoped if label(m) not in OWN]
    assert [label(m) for m, k in owned if not isinstance(k, ScopedAdmin)] == []


def test_writing_needs_the_power_of_the_app():
    scoped = {label(m): (m, k) for m, k in OURS if isinstance(k, ScopedAdmin)}
    wanted = {
        name: STRICTER.get(name, WRITING_POWER[model._meta.app_label])
        for name, (model, _keeper) in scoped.items()
        if name not in WRITTEN_BY_NOBODY
    }
    found = {name: keeper.writing_power for name, (_model, keeper) in scoped.items()}
    assert {name: found[name] for name in found if name not in WRITTEN_BY_NOBODY} == wanted


def test_nothing_is_deleted_in_bulk(rf, superuser):
    request = rf.get("/")
    request.user = superuser
    for _model, keeper in OURS:
        assert "delete_selected" not in keeper.get_actions(request)


def test_inlines_are_scoped():
    inlines = [inline for _m, keeper in OURS for inline in keeper.inlines]
    assert [i.__name__ for i in inlines if not issubclass(i, ScopedInline)] == []


# ---- sentences for constraints ----


def constraints() -> set[str]:
    models = [model for app in APPS for model in apps.get_app_config(app).get_models()]
    return {c.name for model in models for c in model._meta.constraints}


def test_sentences_are_for_constraints_that_there_are():
    assert set(SENTENCES) - constraints() == set()


class Diagnosed(Exception):
    def __init__(self, name):
        self.diag = type("Diag", (), {"constraint_name": name})()


@pytest.mark.parametrize(
    ("name", "sentence"), [("agreement_once", TWICE), ("not_ours", UNKNOWN), (None, UNKNOWN)]
)
def test_a_broken_constraint_in_words(name, sentence):
    error = Exception()
    error.__cause__ = Diagnosed(name)
    assert sentence_for(error) == sentence


# ---- fields ----


@pytest.mark.parametrize(
    ("typed", "fen"),
    [("12", 1_200), ("1,234.5", 123_450), ("￥0.01", 1), ("３元", 300), ("", None)],
)
def test_yuan_typed_is_fen_kept(typed, fen):
    assert YuanField(required=False).clean(typed) == fen


@pytest.mark.parametrize("typed", ["0.001", "-1", "约3", "3万", "x"])
def test_yuan_that_is_none(typed):
    with pytest.raises(ValidationError):
        YuanField().clean(typed)


def test_yuan_is_shown_as_it_is_typed():
    field = YuanField()
    assert field.prepare_value(123_450) == "1,234.50"
    assert field.prepare_value("1,2x") == "1,2x"
    assert [field.has_changed(100, typed) for typed in ("1.00", "1", "2", "x")] == [
        False, False, True, True,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "kept"), [("6-1", 601), ("06-01", 601), ("6月1日", 601), ("2/29", 229), ("", None)]
)
def test_a_day_of_every_year(typed, kept):
    assert MonthDayField(required=False).clean(typed) == kept


@pytest.mark.parametrize("typed", ["13-1", "6-31", "601", "June"])
def test_no_day_of_any_year(typed):
    with pytest.raises(ValidationError):
        MonthDayField().clean(typed)
    assert MonthDayField().has_changed(601, typed)


def test_a_day_is_shown_as_it_is_typed():
    assert MonthDayField().prepare_value(601) == "6-1"
    assert not MonthDayField().has_changed(601, "6-1")


def test_a_credit_code_has_its_check_digit():
    assert UsccField().clean("12100000400010275N") == "12100000400010275N"
    with pytest.raises(ValidationError):
        UsccField().clean("121000004000102750")


def test_texts_of_lists():
    assert (yuan_text(1_234_567), yuan_text(None)) == ("12,345.67", "–")
    assert (area_text(1500), area_text(None)) == ("1,500 m²", "–")
    start = datetime(2025, 12, 30, 19, tzinfo=SHANGHAI)
    with translation.override("zh-hans"):
        assert span_text(start, start.replace(hour=21)) == "2025-12-30 周二 19:00–21:00"
        midnight = start.replace(hour=0) + timedelta(days=1)
        assert span_text(start, midnight) == "2025-12-30 周二 19:00–24:00"
        later = start.replace(hour=8) + timedelta(days=2)
        assert span_text(start, later) == "2025-12-30 周二 19:00 – 01-01 周四 08:00"


# ---- Chinese ----

TRANS = re.compile(r"{%\s*(?:trans|translate)\s+([\"'])(.+?)\1")


def test_unfold_speaks_chinese():
    folder = Path(find_spec("unfold").origin).parent / "templates"
    strings = {
        found[2]
        for path in folder.rglob("*.html")
        for found in TRANS.finditer(path.read_text(encoding="utf-8"))
    }
    assert len(strings) > 50
    with translation.override("zh-hans"):
        assert sorted(text for text in strings if gettext(text) == text) == []
