"""The admin of series: say what is wanted, see every date with what stands against it, choose."""

from collections.abc import Callable

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from bookings import series as doing
from bookings import series_plan
from bookings.admin.hiding import true_where
from bookings.admin.series_forms import ChangeForm, Dates, SeriesForm, packed, unpacked
from bookings.enums import Scope, SeriesState, Verdict
from bookings.models import Reservation, Series
from bookings.series_plan import Occurrence, Turn
from bookings.who import name_of, who_text
from common import clock
from common.admin_fields import Tones, span_text
from common.errors import Refusal
from homes.admin import OfHomeAdmin
from homes.admin.filters import OfHomeDivisionFilter
from homes.models import CalendarDay
from homes.opening import opening
from homes.scope import home_scope
from unions.enums import Power

STATE_COLOURS = {SeriesState.RUNNING: "success", SeriesState.CALLED_OFF: "danger"}


@admin.register(Series)
class SeriesAdmin(OfHomeAdmin):
    form = SeriesForm
    list_display = ["pattern", "space_and_home", "who", "until", "left", "state_label"]
    list_display_links = ["pattern"]
    list_select_related = ["space__facility", "home", "person"]
    list_filter = [("state", ChoicesDropdownFilter), OfHomeDivisionFilter]
    search_fields = ["home__name", "home__code", "space__name", "purpose"]
    autocomplete_fields = ["space"]

    def get_queryset(self, request):
        manages = home_scope(request.user, "home", Power.MANAGE)
        secret = Q(space__facility__confidential=True)
        hidden = secret & ~manages if manages else Q(pk__in=[])
        return super().get_queryset(request).counted().annotate(hidden=true_where(hidden))

    def get_search_results(self, request, queryset, search_term):
        """A search must not tell what a confidential room is used for."""
        rows, may_repeat = super().get_search_results(request, queryset, search_term)
        return (rows.filter(hidden=False) if search_term else rows), may_repeat

    def lookup_allowed(self, lookup, value, request) -> bool:
        """Nor must a hand-made filter."""
        told = lookup.split("__")[0] in ("person", "purpose")
        return not told and super().lookup_allowed(lookup, value, request)

    def get_urls(self):
        wrap = self.admin_site.admin_view
        own = [
            path(
                f"<path:object_id>/{name}/",
                wrap(getattr(self, view)),
                name=f"bookings_series_{name}",
            )
            for name, view in (("call_off", "call_off"), ("shift", "shift"))
        ]
        return own + super().get_urls()

    def has_change_permission(self, request, obj=None) -> bool:
        """No field is edited by hand; dates are changed and called off on pages of their own."""
        return False

    # ---- a new one ----

    def add_view(self, request, form_url="", extra_context=None) -> HttpResponse:
        """The pattern, then the list of its dates, then the booking of those chosen."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form_class = self.get_form(request, None)
        initial = self.get_changeform_initial_data(request) | {"first_on": clock.today()}
        form = form_class(request.POST or None, initial=initial)
        step = request.POST.get("step", "")
        if not request.POST or step == "form" or not form.is_valid():
            return self._page(request, "admin/series_form.html", {"form": form, **TITLE_NEW})
        if step == "save":
            try:
                made = self._create(request, form)
            except (Refusal, ValidationError) as error:
                messages.error(request, said(error))
            else:
                self.log_addition(request, made, [{"added": {}}])
                messages.success(request, booked_sentence(made))
                return redirect("admin:bookings_series_change", made.pk)
        return self._plan_page(request, form)

    @transaction.atomic
    def _create(self, request: HttpRequest, form: SeriesForm) -> Series:
        wanted = form.save(commit=False)
        chosen = unpacked(request.POST.getlist("turn"), wanted.space.home_id)
        wanted.person = form.worker(by=request.user)
        turns = [turn for _booking, turn in chosen]
        return doing.create(series=wanted, turns=turns, by=request.user)

    def _plan_page(self, request: HttpRequest, form: SeriesForm) -> HttpResponse:
        wanted = form.save(commit=False)
        try:
            plan = series_plan.plan(wanted)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return self._page(request, "admin/series_form.html", {"form": form, **TITLE_NEW})
        show = self._clash_text(request)
        context = {
            "form": form,
            "wanted": wanted,
            "rows": [line(row, show, wanted.skip_closed) for row in plan.occurrences],
            "free_count": len(plan.free),
            "in_the_way": plan.in_the_way,
            "holidays": plan.holidays,
            "unknown_years": unannounced(wanted),
            "series": None,
            **TITLE_NEW,
        }
        return self._page(request, "admin/series_plan.html", context)

    def _clash_text(self, request: HttpRequest) -> Callable[[Reservation], str]:
        """Who stands in the way; of a confidential room only those who manage it learn it."""
        manages = home_scope(request.user, "home", Power.MANAGE)

        def text(row: Reservation) -> str:
            time = span_text(row.starts_at, row.ends_at)
            secret = row.space.facility.confidential
            if secret and not Reservation.objects.filter(manages, pk=row.pk).exists():
                return " ".join([time, gettext("occupied")])
            who = who_text(row, hidden=False) if name_of(row) else ""
            return " ".join(filter(None, [time, row.space.label, who, row.purpose]))

        return text

    # ---- one of them ----

    def change_view(self, request, object_id, form_url="", extra_context=None) -> HttpResponse:
        """A series with all its dates; to change or call off, if one may."""
        row = self.get_object(request, object_id)
        bookings = row.reservations.select_related("space").order_by("starts_at", "pk")
        context = {
            "title": row.label,
            "row": row,
            "who": self.who(row),
            "bookings": [(each, span_text(each.starts_at, each.ends_at)) for each in bookings],
            "may_write": row.coming and self.holds(request, row, Power.EDIT),
        }
        return self._page(request, "admin/series.html", context)

    def call_off(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Cancel one date, this and all later ones, or all that are still to come."""
        row = self.fetch(request, object_id, Power.EDIT)
        form = Dates(request.POST or None, rows=doing.coming(row, Scope.ALL))
        if request.POST and form.is_valid():
            data = form.cleaned_data
            try:
                count = doing.cancel(
                    series=row,
                    scope=data["scope"],
                    pivot=data["pivot"],
                    note=data["note"],
                    by=request.user,
                )
            except Refusal as refusal:
                messages.error(request, str(refusal))
            else:
                text = ngettext(
                    "%(count)s date is cancelled.", "%(count)s dates are cancelled.", count
                )
                messages.success(request, text % {"count": count})
            return redirect("admin:bookings_series_change", row.pk)
        context = {
            "form": form,
            "row": row,
            "title": _("Call off dates"),
            "button": _("Cancel the dates"),
            "lead": _("The dates become free for others at once; the worker gets one message."),
        }
        return self._page(request, "admin/series_dates.html", context)

    def shift(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Another space or time: which dates, then what each would meet, then the move."""
        row = self.fetch(request, object_id, Power.EDIT)
        form = ChangeForm(request.POST or None, series=row, rows=doing.coming(row, Scope.ALL))
        step = request.POST.get("step", "")
        if request.POST and step != "form" and form.is_valid():
            if step == "save" and self._move(request, row, form):
                return redirect("admin:bookings_series_change", row.pk)
            return self._change_page(request, row, form)
        context = {
            "form": form,
            "row": row,
            "title": _("Another time or space"),
            "button": _("See what that meets"),
            "lead": _("First you see every date with what stands against it. Then you decide."),
        }
        return self._page(request, "admin/series_dates.html", context)

    def _change_page(self, request, row: Series, form: ChangeForm) -> HttpResponse:
        data = form.cleaned_data
        rows = list(doing.coming(row, data["scope"], data["pivot"]))
        planned = series_plan.plan_change(
            row, rows, space=data["space"], starts=data["starts"], ends=data["ends"]
        )
        show = self._clash_text(request)
        free = sum(each.is_free for each in planned)
        context = {
            "form": form,
            "wanted": row,
            "rows": [line(each, show, False) for each in planned],
            "free_count": free,
            "in_the_way": len(planned) - free,
            "holidays": [],
            "unknown_years": [],
            "series": row,
            "title": _("Another time or space"),
        }
        return self._page(request, "admin/series_plan.html", context)

    def _move(self, request: HttpRequest, row: Series, form: ChangeForm) -> bool:
        data = form.cleaned_data
        rows = {each.pk: each for each in doing.coming(row, Scope.ALL)}
        try:
            chosen = unpacked(request.POST.getlist("turn"), row.home_id)
            moves = [(rows[pk], turn) for pk, turn in chosen if pk in rows]
            count = doing.change(
                series=row,
                moves=moves,
                by=request.user,
                note=data["note"],
                usual=self._usual(data, moves),
            )
        except (Refusal, ValidationError) as error:
            messages.error(request, said(error))
            return False
        text = ngettext("%(count)s date is moved.", "%(count)s dates are moved.", count)
        messages.success(request, text % {"count": count})
        return True

    @staticmethod
    def _usual(data: dict, moves: list) -> Turn | None:
        """The new usual time, where the change is meant for more than one date."""
        if data["scope"] == Scope.ONE or not moves:
            return None
        day = moves[0][1].on
        return Turn(data["space"], *opening(day, data["starts"], data["ends"]))

    def _page(self, request, template: str, context: dict) -> HttpResponse:
        site = self.admin_site.each_context(request)
        return render(request, template, {**site, "opts": self.opts, **context})

    # ---- what lists and pages show ----

    @display(description=_("when"), ordering="starts")
    def pattern(self, row) -> str:
        return row.label

    @display(description=_("space"), ordering="space__name", header=True)
    def space_and_home(self, row):
        return [str(row.space), str(row.home)]

    @display(description=_("booked for"))
    def who(self, row) -> str:
        if row.hidden:
            return _("occupied")
        person = f"{row.person} {row.person.masked_phone}" if row.person else ""
        return " · ".join(filter(None, [person, row.purpose])) or "–"

    @display(description=_("until"), ordering="last_on")
    def until(self, row) -> str:
        return str(row.last_on)

    @display(description=_("dates to come"), ordering="coming")
    def left(self, row) -> int:
        return row.coming

    @display(description=_("state"), ordering="state", label=Tones(STATE_COLOURS))
    def state_label(self, row):
        return row.state, row.get_state_display()


def unannounced(wanted: Series) -> list[int]:
    """Years of a series that leaves out holidays, of which no notice has been entered yet."""
    if not wanted.skip_holidays:
        return []
    years = range(wanted.first_on.year, wanted.last_on.year + 1)
    return [year for year in CalendarDay.years_missing() if year in years]


TITLE_NEW = {"title": _("A new series")}


def said(error: Refusal | ValidationError) -> str:
    """The sentence of what went wrong."""
    return str(error) if isinstance(error, Refusal) else " ".join(error.messages)


def booked_sentence(series: Series) -> str:
    count = series.reservations.count()
    text = ngettext("%(count)s date is booked.", "%(count)s dates are booked.", count)
    return text % {"count": count}


def line(row: Occurrence, show: Callable[[Reservation], str], skip_closed: bool) -> dict:
    """A date of a plan as the page shows it."""
    skipped = skip_closed and row.verdict == Verdict.CLOSED
    options = [] if skipped else row.options
    return {
        "when": span_text(row.turn.starts_at, row.turn.ends_at),
        "was": span_text(row.reservation.starts_at, row.reservation.ends_at)
        if row.reservation
        else "",
        "free": row.is_free,
        "skipped": skipped,
        "verdict": row.verdict_text,
        "value": packed(row.turn, row.reservation),
        "clashes": [show(clash) for clash in row.clashes],
        "options": [(packed(each, row.reservation), option_text(each, row)) for each in options],
    }


def option_text(turn: Turn, row: Occurrence) -> str:
    """Another space at the same time, or another time here."""
    if turn.space.pk != row.turn.space.pk:
        return f"{span_text(turn.starts_at, turn.ends_at)} {turn.space.label}"
    return span_text(turn.starts_at, turn.ends_at)
