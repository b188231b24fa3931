"""The admin of waiting lists: who waits for what. It passes on by itself; a cadre may step in."""

from collections.abc import Callable
from functools import partial

from django.contrib import admin
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import action, display
from unfold.enums import ActionVariant

from bookings.admin.buttons import row_buttons
from bookings.admin.forms import ReasonDialog
from bookings.admin.hiding import HidingAdmin
from bookings.enums import IN_LINE, Turn
from bookings.models import WaitlistEntry
from bookings.waiting import offer_now, remove
from common import clock
from common.admin import attempt, close_dialog
from common.admin_fields import Tones, moment_text
from common.admin_filters import DayRangeFilter
from homes.admin.filters import OfHomeDivisionFilter
from unions.enums import Power

TURN_COLOURS = {
    Turn.WAITING: "info",
    Turn.OFFERED: "warning",
    Turn.ACCEPTED: "success",
    Turn.LAPSED: "danger",
    Turn.REMOVED: "danger",
}
VERBS = {"offer": _("Offer now"), "take_off": _("Take off the list")}


def possible(row: WaitlistEntry) -> tuple[str, ...]:
    """What a cadre can do with a place in line now: names of the dialogs below."""
    if row.state == Turn.WAITING and row.starts_at > clock.now():
        return ("offer", "take_off")
    return ("take_off",) if row.state in IN_LINE else ()


@admin.register(WaitlistEntry)
class WaitlistEntryAdmin(HidingAdmin):
    list_display = ["when", "space_and_home", "who", "places", "turn", "since", "buttons"]
    list_display_links = ["when"]
    list_select_related = ["space", "home", "person", "offer"]
    list_filter = [
        ("state", ChoicesDropdownFilter),
        ("starts_at", DayRangeFilter),
        OfHomeDivisionFilter,
    ]
    search_fields = ["home__name", "home__code", "space__name", "person__display_name"]
    ordering = ["starts_at", "space", "joined_at", "pk"]
    fields = [
        "space",
        "home",
        "when",
        "places",
        "who",
        "state",
        "since",
        "kept_until",
        "ended_at",
        "note_shown",
    ]
    readonly_fields = fields
    actions_detail = ["offer", "take_off"]

    def has_add_permission(self, request) -> bool:
        """People stand in line by themselves."""
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        """No field is edited by hand; `has_decide_permission` guards the actions."""
        return False

    def has_decide_permission(self, request, obj=None) -> bool:
        allowed = request.user.has_perm("bookings.change_waitlistentry")
        return allowed and (obj is None or self.holds(request, obj, Power.EDIT))

    def get_actions_detail(self, request, object_id):
        row = self.get_object(request, object_id)
        names = {f"bookings_waitlistentry_{name}" for name in possible(row)}
        found = super().get_actions_detail(request, object_id)
        return [item for item in found if item.action_name in names]

    def _one(self, request, object_id: str, done: str, do: Callable):
        entry = self.fetch(request, object_id, Power.EDIT)
        attempt(request, done, partial(do, entry=entry, by=request.user))
        listed = reverse("admin:bookings_waitlistentry_changelist")
        return close_dialog(request.htmx.current_url_abs_path or listed)

    @action(
        description=VERBS["offer"],
        icon="front_hand",
        permissions=["decide"],
        dialog={
            "title": _("Keep a free place for this person?"),
            "description": _(
                "Out of turn, and without the quota. The person is told and must accept it."
            ),
            "form_class": ReasonDialog,
            "form_submit_text": VERBS["offer"],
        },
    )
    def offer(self, request, form, object_id):
        offered = partial(offer_now, note=form.cleaned_data["note"])
        return self._one(request, object_id, _("A place is kept."), offered)

    @action(
        description=VERBS["take_off"],
        icon="person_remove",
        permissions=["decide"],
        variant=ActionVariant.DANGER,
        dialog={
            "title": _("Take this person off the waiting list?"),
            "description": _("A place that is kept goes to the next in line at once."),
            "form_class": ReasonDialog,
            "form_submit_text": VERBS["take_off"],
        },
    )
    def take_off(self, request, form, object_id):
        removed = partial(remove, note=form.cleaned_data["note"])
        return self._one(request, object_id, _("Taken off the waiting list."), removed)

    # ---- what lists and pages show ----

    @display(description=_("who waits"))
    def who(self, row) -> str:
        return super().who(row)

    @display(description=_("state"), ordering="state", label=Tones(TURN_COLOURS))
    def turn(self, row):
        return row.state, row.get_state_display()

    @display(description=_("in line since"), ordering="joined_at")
    def since(self, row) -> str:
        return moment_text(row.joined_at)

    @display(description=_("kept until"))
    def kept_until(self, row) -> str:
        if row.offer is None or row.offer.offered_until is None:
            return "–"
        return moment_text(row.offer.offered_until)

    @display(description=_("note"))
    def note_shown(self, row) -> str:
        return "–" if row.hidden or not row.note else row.note

    @display(description=_("to do"))
    def buttons(self, row) -> str:
        if not row.may_write:
            return ""
        return row_buttons(row, {name: VERBS[name] for name in possible(row)})
