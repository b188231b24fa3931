"""The admin of spaces. It stands here because a space's bookings move along when it changes."""

from urllib.parse import urlencode

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import action, display

from bookings.admin.bulk import CONDITION
from bookings.rule_fields import NAMES
from bookings.rule_sets import keep_still
from bookings.spaces import arrange
from common.admin_bulk import BulkAdmin
from common.admin_fields import Tones
from common.admin_forms import PortalForm
from homes.admin import OfHomeAdmin
from homes.admin.filters import OfHomeDivisionFilter
from homes.enums import Condition
from homes.finding import space_named
from homes.models import Home, Space

CONDITION_COLOURS = {
    Condition.IN_USE: "success",
    Condition.FAULT: "warning",
    Condition.CLOSED: "danger",
}


class SpaceForm(PortalForm):
    class Meta:
        model = Space
        # Its rules of booking are said on a page of their own.
        exclude = (*NAMES, "root", "units")

    def clean_parent(self) -> Space | None:
        """Part of a space of the same home, and not of a part of itself."""
        parent = self.cleaned_data.get("parent")
        home_id = self.instance.home_id or getattr(self.cleaned_data.get("home"), "pk", None)
        if parent is not None and parent.home_id != home_id:
            raise ValidationError(_("Choose a space of the same home."))
        above = parent
        while above is not None:
            if above.pk == self.instance.pk:
                raise ValidationError(_("A space can't be part of itself."))
            above = above.parent
        return parent


@admin.register(Space)
class SpaceAdmin(BulkAdmin, OfHomeAdmin):
    """What is saved here gives units their numbers anew; a Refusal comes back as a form error."""

    form = SpaceForm
    bulk_changes = (CONDITION,)
    deletable = True
    list_display = ["name", "home", "facility", "mode", "capacity", "condition_label", "approval"]
    list_select_related = ["home", "facility"]
    list_filter = [
        ("mode", ChoicesDropdownFilter),
        ("condition", ChoicesDropdownFilter),
        "needs_approval",
        OfHomeDivisionFilter,
    ]
    search_fields = ["name", "home__name", "home__code", "facility__name"]
    autocomplete_fields = ["home", "parent"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "home",
                    "parent",
                    "facility",
                    "name",
                    "name_en",
                    "area_m2",
                    "mode",
                    "capacity",
                    "condition",
                ]
            },
        ),
        (_("Order on the page"), {"fields": ["order"]}),
    ]

    actions_detail = ["see_day", "see_calendar"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("home")

    def get_search_results(self, request, queryset, search_term):
        """By every word, in characters, pinyin or initials; forms search by it as well."""
        return queryset.filter(space_named(search_term)), False

    def choice_label(self, row):
        return f"{row.home} · {row}"

    def get_readonly_fields(self, request, obj=None):
        return ["home"] if obj else []

    def save_model(self, request, obj, form, change):
        # The rules and the home first, as `arrange` locks them. Only what was typed is written:
        # the numbers may have moved since the form was opened.
        keep_still()
        home = Home.objects.select_for_update(no_key=True).get(pk=obj.home_id)
        if change:
            columns = {field.name for field in Space._meta.fields}
            obj.save(update_fields=columns.intersection(form.changed_data))
        else:
            obj.save()
        arrange(home)
        self.refuse_outside(request, obj)

    @action(description=_("Day's bookings"), icon="calendar_view_day")
    def see_day(self, request, object_id):
        home = self.get_object(request, object_id).home
        grid = reverse("admin:bookings_reservation_grid")
        return HttpResponseRedirect(f"{grid}?{urlencode({'home': home.code})}")

    @action(description=_("Calendar feed"), icon="calendar_add_on")
    def see_calendar(self, request, object_id):
        space = self.get_object(request, object_id)
        return HttpResponseRedirect(f"{reverse('bookings:subscribe')}?space={space.pk}")

    @display(description=_("condition"), ordering="condition", label=Tones(CONDITION_COLOURS))
    def condition_label(self, space):
        return space.condition, space.get_condition_display()

    @display(description=_("approval"), boolean=True)
    def approval(self, space) -> bool:
        return space.needs_approval
