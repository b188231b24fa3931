"""The search form of the activities. Whatever is typed gives a page, never an error."""

from django import forms
from django.utils.translation import gettext_lazy as _

from services.enums import Function
from services.finding import Search
from unions.models import Division


class FindForm(forms.Form):
    q = forms.CharField(label=_("Activity, home or place"), max_length=60, required=False)
    city = forms.ChoiceField(label=_("City"), required=False)
    on = forms.DateField(
        label=_("Day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    function = forms.ChoiceField(
        label=_("Function"), choices=[("", _("Everything")), *Function.choices], required=False
    )
    home = forms.CharField(max_length=30, required=False, widget=forms.HiddenInput)

    def __init__(self, data, *, cities: list[Division]):
        super().__init__(data)
        self.fields["city"].choices = [
            ("", _("All cities")),
            *((city.code, city.label) for city in cities),
        ]

    def search(self) -> Search:
        """The search; a field that makes no sense does not restrict."""
        self.full_clean()
        data = self.cleaned_data
        return Search(
            text=data.get("q", ""),
            city=data.get("city", ""),
            function=data.get("function", ""),
            home=data.get("home", ""),
            on=data.get("on"),
        )
