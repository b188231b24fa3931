"""The search form of the public pages. Whatever is typed gives a page, never an error."""

from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from common import datum
from common.datum import Point
from homes.enums import Scene
from homes.finding import Wish
from homes.models import Facility
from unions.models import Division


def parse_near(text: str) -> Point | None:
    """ "24.744,118.665" as a point (latitude, longitude, WGS84); None where it is none here."""
    try:
        lat, lon = (float(part) for part in text.split(","))
    except ValueError:
        return None
    return Point(lat, lon) if datum.in_province(lat, lon) else None


class FindForm(forms.Form):
    q = forms.CharField(label=_("Name or place"), max_length=60, required=False)
    scene = forms.ChoiceField(
        label=_("Kind of place"), choices=[("", _("All kinds")), *Scene.choices], required=False
    )
    open = forms.BooleanField(label=_("Open now"), required=False)
    near = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)

    def __init__(self, data, *, cities: list[Division], facilities: list[Facility]):
        super().__init__(data)
        self.fields["city"] = forms.ChoiceField(
            label=_("City"),
            choices=[("", _("All cities")), *((city.code, city.label) for city in cities)],
            required=False,
        )
        kinds = ((facility.code, facility.label) for facility in facilities)
        self.fields["facility"] = forms.ChoiceField(
            label=_("What you want to do"),
            choices=[("", pgettext("facilities", "Everything")), *kinds],
            required=False,
        )

    def wish(self, now: datetime) -> Wish:
        """The search; a field that makes no sense does not restrict."""
        self.full_clean()
        data = self.cleaned_data
        return Wish(
            text=data.get("q", ""),
            city=data.get("city", ""),
            scene=data.get("scene", ""),
            facility=data.get("facility", ""),
            near=parse_near(data.get("near", "")),
            open_at=now if data.get("open") else None,
        )
