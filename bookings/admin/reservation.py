"""The admin of reservations: the approval list, the desk, check-in. States change by actions."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import action, display
from unfold.enums import ActionVariant

from bookings.actions import cancel, decide
from bookings.admin import desk_pages, grid_pages, requests_page
from bookings.admin.arrivals import ArrivalsPage
from bookings.admin.buttons import row_buttons
from bookings.admin.forms import DeskBookingForm, NoteDialog, ReasonDialog
from bookings.admin.hiding import HidingAdmin
from bookings.desk import in_the_way
from bookings.enums import Declaration, Source, State
from bookings.models import Reservation
from bookings.presence import check_in
from bookings.rules import CHECK_IN_OPENS
from bookings.who import who_text
from common import clock
from common.admin import attempt, close_dialog
from common.admin_fields import Tones, moment_text
from common.admin_filters import DayRangeFilter
from common.errors import Refusal
from homes.admin.filters import OfHomeDivisionFilter
from homes.enums import Mode
from unions.enums import Power

STATE_COLOURS = {
    State.OFFERED: "warning",
    State.REQUESTED: "warning",
    State.CONFIRMED: "info",
    State.CHECKED_IN: "success",
    State.COMPLETED: "success",
    State.REFUSED: "danger",
    State.NO_SHOW: "danger",
}
VERBS = {
    "approve": _("Approve"),
    "refuse": _("Refuse"),
    "come": _("Check in"),
    "call_off": _("Cancel"),
}


# What else happened to a reservation, shown where it did.
COURSE = {
    "kept_until": lambda row: row.offered_until,
    "due": lambda row: row.decide_by and row.decided_at is None,
    "decided": lambda row: row.decided_at,
    "note_shown": lambda row: row.note,
    "checked_in": lambda row: row.checked_in_at,
    "came": lambda row: row.came,
    "ended": lambda row: row.ended_at,
}


def offered(row: Reservation, now: datetime) -> tuple[str, ...]:
    """What a cadre can do with a reservation now: names of the dialogs below."""
    if row.state == State.OFFERED:
        return ("call_off",)
    if row.state == State.REQUESTED:
        return ("approve", "refuse") if row.starts_at > now else ()
    if row.state != State.CONFIRMED or row.ends_at <= now or row.source == Source.ACTIVITY:
        return ()
    at_the_door = row.starts_at - CHECK_IN_OPENS <= now and row.source != Source.MAINTENANCE
    return ("come", "call_off") if at_the_door else ("call_off",)


@admin.register(Reservation)
class ReservationAdmin(ArrivalsPage, HidingAdmin):
    telling = ("person", "contact_name", "contact_phone", "purpose", "note", "decided_by")
    list_display = ["when", "space_and_home", "who", "state_label", "purpose_shown", "buttons"]
    list_display_links = ["when"]
    list_select_related = ["space", "home", "person"]
    list_filter = [
        ("state", ChoicesDropdownFilter),
        ("starts_at", DayRangeFilter),
        ("source", ChoicesDropdownFilter),
        OfHomeDivisionFilter,
    ]
    date_hierarchy = "starts_at"
    change_list_template = "admin/reservation_list.html"
    search_fields = [
        "home__name",
        "home__code",
        "space__name",
        "person__display_name",
        "contact_name",
    ]
    autocomplete_fields = ["space"]

    actions = ["approve_all", "check_in_all"]
    actions_detail = ["approve", "refuse", "come", "call_off"]

    class Media:
        js = ["js/desk.js"]

    def get_urls(self):
        pages = (*grid_pages.urls(self), *desk_pages.urls(self), *requests_page.urls(self))
        return [*pages, *super().get_urls()]

    def get_fieldsets(self, request, obj=None):
        if obj is None:
            person = ["phone", "display_name", "texts", "purpose"]
            times = [("starts_at", "ends_at"), "minutes", ("places", "people")]
            return [(None, {"fields": ["kind", "space", *times, *person]})]
        size = "places" if obj.space.mode == Mode.PLACES else "people_coming"
        blocked = obj.source == Source.MAINTENANCE
        why = "why_blocked" if blocked else "purpose_shown"
        people = [] if blocked else [size, "who_in_full"]
        texts = ["contact_texts"] if obj.contact_texts else []
        declared = ["declared"] if obj.declares else []
        # A phone hides the buttons of the page's head behind a menu.
        to_do = ["buttons"] if obj.may_write and offered(obj, clock.now()) else []
        booking = [*to_do, "space", "home", "when", *people, *texts, *declared, why, "state"]
        course = ["source", "booked_at", *(name for name, known in COURSE.items() if known(obj))]
        return [(None, {"fields": booking}), (_("What happened"), {"fields": course})]

    def get_readonly_fields(self, request, obj=None):
        if obj is None:
            return []
        return [
            name
            for _title, options in self.get_fieldsets(request, obj)
            for name in options["fields"]
        ]

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj is None:
            kwargs["form"] = DeskBookingForm
        return super().get_form(request, obj, change=change, **kwargs)

    def has_change_permission(self, request, obj=None) -> bool:
        """No field is edited by hand; `has_decide_permission` guards the actions."""
        return False

    def has_decide_permission(self, request, obj=None) -> bool:
        allowed = request.user.has_perm("bookings.change_reservation")
        return allowed and (obj is None or self.holds(request, obj, Power.EDIT))

    def get_actions_detail(self, request, object_id):
        row = self.get_object(request, object_id)
        names = {f"bookings_reservation_{name}" for name in offered(row, clock.now())}
        found = super().get_actions_detail(request, object_id)
        return [item for item in found if item.action_name in names]

    def save_model(self, request, obj, form, change):
        try:
            taken = form.take(by=request.user)
        except Refusal as refusal:
            data = form.cleaned_data
            if refusal.code in ("in_the_way", "taken"):
                found = in_the_way(data["space"], *form.times())
                messages.warning(request, desk_pages.list_of(found, self))
            if refusal.code == "in_the_way":
                messages.warning(request, desk_pages.closure_instead(data))
            raise
        obj.pk = taken.pk
        obj.refresh_from_db()
        request.desk_said = desk_pages.said_of(obj)

    def response_add(self, request, obj, post_url_continue=None):
        """Says what was done; the list that follows begins with that day."""
        response = super().response_add(request, obj, post_url_continue)
        if "_addanother" in request.POST or "_continue" in request.POST:
            return response
        day = obj.starts_at.astimezone(clock.SHANGHAI).date()
        listed = reverse("admin:bookings_reservation_changelist")
        return HttpResponseRedirect(f"{listed}?starts_at_from={day}&o=1")

    def message_user(self, request, message, level=messages.INFO, *args, **kwargs):
        """Django's "was added successfully" says less than the desk needs to know."""
        said = getattr(request, "desk_said", "")
        super().message_user(request, said or message, level, *args, **kwargs)

    # ---- many at once ----

    @admin.action(description=_("Approve"), permissions=["decide"])
    def approve_all(self, request, queryset):
        self.do_each(
            request,
            queryset.select_related("space"),
            lambda row: decide(reservation=row, approve=True, by=request.user),
            lambda count: ngettext("%(count)s approved.", "%(count)s approved.", count),
        )

    @admin.action(description=_("Check in"), permissions=["decide"])
    def check_in_all(self, request, queryset):
        self.do_each(
            request,
            queryset.select_related("space"),
            lambda row: check_in(reservation=row, by=request.user),
            lambda count: ngettext("%(count)s checked in.", "%(count)s checked in.", count),
        )

    # ---- one, by a dialog ----

    def _one(self, request, object_id: str, done: str, do: Callable):
        reservation = self.fetch(request, object_id, Power.EDIT)
        attempt(request, done, partial(do, reservation=reservation, by=request.user))
        listed = reverse("admin:bookings_reservation_changelist")
        return close_dialog(request.htmx.current_url_abs_path or listed)

    @action(
        description=VERBS["approve"],
        icon="check",
        permissions=["decide"],
        variant=ActionVariant.SUCCESS,
        dialog={
            "title": _("Approve this booking?"),
            "form_class": NoteDialog,
            "form_submit_text": VERBS["approve"],
        },
    )
    def approve(self, request, form, object_id):
        approved = partial(decide, approve=True, note=form.cleaned_data["note"])
        return self._one(request, object_id, _("The booking is approved."), approved)

    @action(
        description=VERBS["refuse"],
        icon="block",
        permissions=["decide"],
        variant=ActionVariant.DANGER,
        dialog={
            "title": _("Refuse this booking?"),
            "form_class": ReasonDialog,
            "form_submit_text": VERBS["refuse"],
        },
    )
    def refuse(self, request, form, object_id):
        refused = partial(decide, approve=False, note=form.cleaned_data["note"])
        return self._one(request, object_id, _("The booking is refused."), refused)

    @action(
        description=VERBS["come"],
        icon="how_to_reg",
        permissions=["decide"],
        variant=ActionVariant.SUCCESS,
        dialog={"title": _("Has the worker come?"), "form_submit_text": VERBS["come"]},
    )
    def come(self, request, form, object_id):
        return self._one(request, object_id, _("Checked in."), check_in)

    @action(
        description=VERBS["call_off"],
        icon="event_busy",
        permissions=["decide"],
        variant=ActionVariant.DANGER,
        dialog={
            "title": _("Cancel this booking?"),
            "description": _("The time becomes free for others at once."),
            "form_class": ReasonDialog,
            "form_submit_text": _("Cancel the booking"),
        },
    )
    def call_off(self, request, form, object_id):
        called_off = partial(cancel, note=form.cleaned_data["note"])
        return self._one(request, object_id, _("The booking is cancelled."), called_off)

    # ---- what lists and pages show ----

    @display(description=_("booked by"))
    def who(self, row) -> str:
        """Where nobody is named, what it is: maintenance, an activity, a walk-in."""
        who = who_text(row, hidden=row.hidden)
        return row.get_source_display() if who == "–" else who

    @display(description=_("booked by"))
    def who_in_full(self, row) -> str:
        """On the booking's own page its keepers read the number of who has no account."""
        return who_text(row, hidden=row.hidden, full=row.may_write)

    @display(description=_("purpose"))
    def purpose_shown(self, row) -> str:
        return "–" if row.hidden or not row.purpose else row.purpose

    @display(description=_("Why out of use"))
    def why_blocked(self, row) -> str:
        return self.purpose_shown(row)

    @display(description=_("number of people"))
    def people_coming(self, row) -> int:
        return row.people

    @display(description=_("declared"))
    def declared(self, row) -> str:
        """What the staff look at when the worker comes."""
        words = [str(Declaration(each).label) for each in row.declares]
        return "–" if row.hidden or not words else "; ".join(words)

    @display(description=_("note"))
    def note_shown(self, row) -> str:
        return "–" if row.hidden or not row.note else row.note

    @display(description=_("decided"))
    def decided(self, row) -> str:
        if row.decided_at is None:
            return "–"
        return f"{moment_text(row.decided_at)} {row.decided_by or ''}"

    @display(description=_("booked at"))
    def booked_at(self, row) -> str:
        return moment_text(row.created_at)

    @display(description=_("kept until"))
    def kept_until(self, row) -> str:
        return moment_text(row.offered_until)

    @display(description=_("to be decided by"))
    def due(self, row) -> str:
        return moment_text(row.decide_by)

    @display(description=_("checked in at"))
    def checked_in(self, row) -> str:
        return moment_text(row.checked_in_at)

    @display(description=_("cancelled or ended at"))
    def ended(self, row) -> str:
        return moment_text(row.ended_at)

    @display(description=_("state"), ordering="state", label=Tones(STATE_COLOURS))
    def state_label(self, row):
        return row.state, row.get_state_display()

    @display(description=_("to do"))
    def buttons(self, row) -> str:
        if not row.may_write:
            return ""
        names = offered(row, clock.now())
        return row_buttons(row, {name: VERBS[name] for name in names})
