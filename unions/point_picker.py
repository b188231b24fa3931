"""A point on the map in an admin form: picked, typed, or pasted from Amap, Tencent or Baidu."""

import re

from django import forms
from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldBooleanWidget

from common.admin_fields import CLASSES
from common.admin_forms import PortalForm
from common.datum import Point, from_wgs84, looks_swapped
from common.errors import Refusal
from common.parsing.places import Reading, position
from unions.enums import Datum, DivisionLevel
from unions.models import Division
from unions.places import refuse_outside, shifted_sentence

TICK = _("Say which map it comes from, or tick that the point is right.")
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def pasted_point(text: str, datum: str) -> Point:
    """The WGS84 point in a pasted text, in either order of latitude and longitude.

    Fujian lies near 26, 118, so the order is never in doubt. Raises Refusal.
    """
    numbers = [float(number) for number in NUMBER.findall(text)]
    if len(numbers) != 2:
        raise Refusal("not_a_point", _("Paste two numbers, such as 118.6473,24.7335."))
    lat, lon = numbers
    if looks_swapped(lat, lon):
        lat, lon = lon, lat
    return position(lat, lon, datum)


@require_GET
def convert_point(request: HttpRequest) -> JsonResponse:
    """`?text=118.65,24.74&datum=gcj02` as `{"lat", "lon"}` in WGS84; for cadres."""
    datum = request.GET.get("datum", "")
    try:
        point = pasted_point(
            request.GET.get("text", ""), datum if datum in Datum.values else Datum.WGS84
        )
    except Refusal as refusal:
        return JsonResponse({"code": refusal.code, "detail": str(refusal)}, status=422)
    return JsonResponse({"lat": round(point.lat, 6), "lon": round(point.lon, 6)})


class PointPicker(forms.TextInput):
    """The box to paste into, with the map below; it fills the form's `lat` and `lon`."""

    template_name = "admin/widgets/point_picker.html"

    class Media:
        css = {"all": ["leaflet/leaflet.css"]}
        js = ["leaflet/leaflet.js", "js/admin-point.js"]

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["frame"] = {
            "convert": reverse("admin:unions_division_point"),
            "tianditu": settings.PORTAL_TIANDITU_KEY,
            "approval": settings.PORTAL_MAP_APPROVAL,
            "places": places(),
        }
        return context


def places() -> list[dict]:
    """The divisions as dots of an empty map: name, position, whether a city."""
    return [
        {
            "name": division.label,
            "lat": division.lat,
            "lon": division.lon,
            "city": division.level == DivisionLevel.PREFECTURE,
        }
        for division in Division.objects.filter(lat__isnull=False).exclude(
            level=DivisionLevel.PROVINCE
        )
    ]


class PointForm(PortalForm):
    """A form whose model has `lat` and `lon` (WGS84); what is pasted replaces them."""

    pasted = forms.CharField(
        label=_("Point on the map"),
        required=False,
        max_length=80,
        widget=PointPicker(
            attrs={"class": CLASSES, "placeholder": "118.6473,24.7335", "autocomplete": "off"}
        ),
        help_text=_(
            "Click the map or drag the marker. Or paste coordinates from a map app "
            "and say below which app they are from."
        ),
    )
    point_is_right = forms.BooleanField(
        label=_("The point is right as it is"),
        required=False,
        widget=UnfoldBooleanWidget,
        help_text=_("Only needed where the form doubts it."),
    )
    pasted_datum = forms.ChoiceField(
        label=_("Pasted from"),
        choices=Datum.choices,
        required=False,
        widget=UnfoldAdminSelectWidget(attrs={"class": "max-w-64"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("lat", "lon"):
            if name in self.fields:
                self.fields[name].widget.attrs.update({"step": "any", "inputmode": "decimal"})

    def clean(self):
        data = super().clean()
        if data.get("pasted"):
            self._take("pasted", lambda: pasted_point(data["pasted"], self._datum(data)))
        elif data.get("lat") is not None and data.get("lon") is not None:
            self._take("lat", lambda: position(data["lat"], data["lon"], Datum.WGS84))
        return data

    def _datum(self, data) -> str:
        datum = data.get("pasted_datum") or Datum.WGS84
        if hasattr(self.instance, "source_datum"):
            self.instance.source_datum = datum
        return datum

    def _take(self, field: str, point) -> None:
        try:
            found = point()
        except Refusal as refusal:
            self.add_error(field, str(refusal))
        else:
            self.cleaned_data["lat"], self.cleaned_data["lon"] = found
            if found != self._stored_point() and not self.cleaned_data.get("point_is_right"):
                self._doubt(field, found)

    def _doubt(self, field: str, found: Point) -> None:
        """An error that a tick dispels, where the point is a datum's shift away from the stored
        one, or too far from its division."""
        try:
            refuse_outside(found, self.cleaned_data.get("division"))
        except Refusal as refusal:
            self.add_error(field, f"{refusal} {TICK}")
            return
        stored = self._stored_point()
        datum = self.cleaned_data.get("pasted_datum") if field == "pasted" else ""
        typed = from_wgs84(*found, datum or Datum.WGS84)
        if stored and Reading(typed, datum or Datum.WGS84, found).nearer(stored):
            self.add_error(field, f"{shifted_sentence(found, stored)} {TICK}")

    def _stored_point(self) -> Point | None:
        kept = type(self.instance)._default_manager.filter(pk=self.instance.pk)
        lat, lon = kept.values_list("lat", "lon").first() or (None, None)
        return None if lat is None or lon is None else Point(lat, lon)
