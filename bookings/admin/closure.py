"""The admin of closures: say what closes, see whom it hits, decide, close, look after people."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Case, Count, Min, Value, When
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import action, display

from bookings import closures
from bookings.admin.closure_forms import ClosureForm
from bookings.admin.closure_lines import PEOPLE_HEADERS, hit_line, people_rows, when_text
from bookings.enums import ClosureKind, ClosureState, Decision, PartState
from bookings.models import Closure, ClosureHit, Reservation
from bookings.outside import outside_hours
from common import audit, clock
from common.admin import ScopedAdmin, attempt
from common.admin_export import XLSX, disposition
from common.admin_fields import Tones, moment_text
from common.errors import Refusal
from common.spreadsheet.writing import write_table
from homes.admin import HomeAdmin
from homes.models import Home
from homes.scope import home_scope
from unions.enums import Power

HOMES_A_PAGE = 10
STATE_COLOURS = {
    ClosureState.READY: "warning",
    ClosureState.STOPPED: "warning",
    ClosureState.DONE: "success",
}
# What a link from another page may have filled in.
GIVEN = ("kind", "space", "starts_on", "ends_on", "how", "starts", "ends", "reason")
PAGES = ("progress", "decide", "confirm", "stop", "reopen", "people", "people_file")


@admin.register(Closure)
class ClosureAdmin(ScopedAdmin):
    list_display = ["made", "what", "reason", "homes_count", "state_label", "by"]
    list_display_links = ["made", "what"]
    list_select_related = ["by", "space__home"]
    list_filter = [("state", ChoicesDropdownFilter), ("kind", ChoicesDropdownFilter)]
    search_fields = ["reason", "parts__home__name", "parts__home__code"]

    def get_queryset(self, request):
        named = {"homes": Count("parts", distinct=True), "first_home": Min("parts__home__name")}
        return super().get_queryset(request).annotate(**named)

    def get_urls(self):
        wrap = self.admin_site.admin_view
        own = [path("outside/", wrap(self.outside), name="bookings_closure_outside")]
        for name in PAGES:
            view = wrap(getattr(self, name))
            own.append(path(f"<path:object_id>/{name}/", view, name=f"bookings_closure_{name}"))
        return own + super().get_urls()

    def has_change_permission(self, request, obj=None) -> bool:
        """No field is edited by hand; the buttons of its page act."""
        return False

    # ---- a new one ----

    def add_view(self, request, form_url="", extra_context=None) -> HttpResponse:
        """What, where, when, why. Nothing is closed yet."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        given = {name: request.GET.getlist(name) for name in ("homes", "divisions")}
        initial = given | {"starts_on": clock.today(), "ends_on": clock.today()}
        initial |= {name: request.GET[name] for name in GIVEN if name in request.GET}
        form = ClosureForm(request.POST or None, user=request.user, initial=initial)
        if request.POST and form.is_valid():
            try:
                made = closures.draft(by=request.user, **form.wanted())
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                return redirect("admin:bookings_closure_change", made.pk)
        return self._page(request, "admin/closure_form.html", {"form": form, "title": TITLE})

    # ---- one of them ----

    def change_view(self, request, object_id, form_url="", extra_context=None) -> HttpResponse:
        """How far it is; whom it hits, home by home, with what shall become of each."""
        closure = self.get_object(request, object_id)
        return self._page(request, "admin/closure.html", self._about(request, closure))

    def _about(self, request: HttpRequest, closure: Closure) -> dict:
        parts = self._parts(request, closure)
        found = parts.annotate(count=Count("hits")).select_related("home")
        order = found.order_by(*PARTS_FIRST)
        page = Paginator(order, HOMES_A_PAGE).get_page(request.GET.get("page"))
        rows = self._hits(request, [part.pk for part in page])
        return {
            "title": closure.get_kind_display(),
            "closure": closure,
            "when": when_text(closure),
            "page_obj": page,
            "parts": [(part, rows.get(part.pk, [])) for part in page],
            "counts": counts_of(parts),
            "may_write": self.holds(request, closure, Power.EDIT),
            "waits": closure.state in (ClosureState.READY, ClosureState.STOPPED),
            "may_reopen": closures.may_reopen(closure),
            **progress_of(closure),
        }

    def _parts(self, request: HttpRequest, closure: Closure):
        """The homes of a closure that lie in the user's scope."""
        return closure.parts.filter(home_scope(request.user, "home"))

    def _hits(self, request: HttpRequest, parts: list[int]) -> dict[int, list[dict]]:
        manages = home_scope(request.user, "part__home", Power.MANAGE)
        rows = ClosureHit.objects.filter(part__in=parts).select_related(
            "part__closure", "reservation__person", "space__facility", "to_space__home"
        )
        known = set(rows.filter(manages).values_list("pk", flat=True))
        found: dict[int, list[dict]] = {}
        for hit in rows:
            found.setdefault(hit.part_id, []).append(hit_line(hit, hit.pk in known))
        return found

    @method_decorator(require_GET)
    def progress(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The part of the page that htmx asks for every second until the worker is through."""
        closure = self.get_object(request, object_id)
        context = {"closure": closure, **progress_of(closure)}
        response = render(request, "admin/_closure_progress.html", context)
        if not closure.is_unfinished:
            response["HX-Refresh"] = "true"
        return response

    @method_decorator(require_POST)
    def decide(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Keep what is chosen on this page; with `all`, choose the same for every booking."""
        closure = self.fetch(request, object_id, Power.EDIT)
        chosen = {
            int(name.removeprefix("hit-")): value
            for name, value in request.POST.items()
            if name.startswith("hit-") and name.removeprefix("hit-").isdecimal()
        }
        everywhere = request.POST.get("all", "")

        def note() -> None:
            closures.decide(closure=closure, decisions=chosen, by=request.user)
            if everywhere in Decision.values:
                closures.decide_all(closure=closure, decision=everywhere, by=request.user)
            if request.POST.get("then") == "confirm":
                closures.confirm(closure=closure, by=request.user)

        attempt(request, _("Your choice is noted."), note)
        return self._back(request, closure)

    @method_decorator(require_POST)
    def confirm(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Close every home that is listed."""
        closure = self.fetch(request, object_id, Power.EDIT)
        done = _("The homes are being closed, one after the other.")
        attempt(request, done, lambda: closures.confirm(closure=closure, by=request.user))
        return self._back(request, closure)

    @method_decorator(require_POST)
    def stop(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Stop before the next home, or drop what has not begun."""
        closure = self.fetch(request, object_id, Power.EDIT)
        done = _("Stopped. What is closed stays closed; nothing else was done.")
        if closure.state == ClosureState.READY:
            done = _("Dropped. Nothing was closed.")
        attempt(request, done, lambda: closures.stop(closure=closure, by=request.user))
        return self._back(request, closure)

    @method_decorator(require_POST)
    def reopen(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Open again what it closed."""
        closure = self.fetch(request, object_id, Power.EDIT)
        done = _("Opened again. Cancelled bookings stay cancelled; their people are told.")
        attempt(request, done, lambda: closures.reopen(closure=closure, by=request.user))
        return self._back(request, closure)

    @method_decorator(require_GET)
    def people(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Whom to phone, on paper: full numbers, so only for who may change the homes."""
        closure = self.fetch(request, object_id, Power.EDIT)
        rows = people_rows(closure, request.user)
        context = {"closure": closure, "when": when_text(closure), "rows": rows,
                   "headers": PEOPLE_HEADERS}  # fmt: skip
        return render(request, "admin/closure_people.html", context)

    @method_decorator(require_POST)
    def people_file(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The same as an Excel file; kept in the audit log."""
        closure = self.fetch(request, object_id, Power.EDIT)
        rows = people_rows(closure, request.user)
        response = HttpResponse(content_type=XLSX)
        write_table(response, str(closure.pk), [str(name) for name in PEOPLE_HEADERS], rows)
        audit.record(action="export", target=closure, actor=request.user, rows=len(rows))
        name = _("Whom to phone %(day)s.xlsx") % {"day": f"{clock.today():%Y%m%d}"}
        response.headers["Content-Disposition"] = disposition(name)
        return response

    # ---- bookings outside the hours ----

    def outside(self, request: HttpRequest) -> HttpResponse:
        """Bookings that no longer lie in open time; POST takes some homes' ones in hand."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            return self._take_in_hand(request)
        found = outside_hours(Reservation.objects.visible_to(request.user))
        keys = [home.pk for home in found]
        mine = Home.objects.visible_to(request.user, Power.EDIT).filter(pk__in=keys)
        may_write = set(mine.values_list("pk", flat=True))
        manages = home_scope(request.user, "home", Power.MANAGE)
        keys = [row.pk for rows in found.values() for row in rows]
        known = set(Reservation.objects.filter(manages, pk__in=keys).values_list("pk", flat=True))
        context = {
            "title": _("Bookings outside the hours"),
            "homes": [
                (home, [outside_line(row, row.pk in known) for row in rows], home.pk in may_write)
                for home, rows in found.items()
            ],
            "may_write": bool(may_write),
        }
        return self._page(request, "admin/closure_outside.html", context)

    def _take_in_hand(self, request: HttpRequest) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        chosen = [key for key in request.POST.getlist("home") if key.isdecimal()]
        homes = list(Home.objects.visible_to(request.user, Power.EDIT).filter(pk__in=chosen))
        try:
            made = closures.draft(
                kind=ClosureKind.OUTSIDE,
                homes=homes,
                reason=request.POST.get("reason", "")[:120],
                by=request.user,
            )
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect("admin:bookings_closure_outside")
        return redirect("admin:bookings_closure_change", made.pk)

    def _back(self, request: HttpRequest, closure: Closure) -> HttpResponse:
        page = request.POST.get("page", "")
        query = f"?page={page}" if page.isdecimal() else ""
        url = reverse("admin:bookings_closure_change", args=[closure.pk])
        return HttpResponseRedirect(f"{url}{query}")

    def _page(self, request, template: str, context: dict) -> HttpResponse:
        site = self.admin_site.each_context(request)
        return render(request, template, {**site, "opts": self.opts, **context})

    # ---- what the list shows ----

    @display(description=_("made at"), ordering="created_at")
    def made(self, row) -> str:
        return moment_text(row.created_at)

    @display(description=_("what"), header=True)
    def what(self, row):
        return [row.get_kind_display(), when_text(row)]

    @display(description=_("homes"), ordering="homes")
    def homes_count(self, row) -> str:
        """The home's name, or how many they are."""
        if row.homes == 1:
            return row.first_home
        text = ngettext("%(count)s home", "%(count)s homes", row.homes)
        return text % {"count": row.homes}

    @display(description=_("state"), ordering="state", label=Tones(STATE_COLOURS))
    def state_label(self, row):
        return row.state, row.get_state_display()


TITLE = _("Close homes or a space")
# Those that need a look come first.
ORDER = (PartState.CHANGED, PartState.REFUSED, PartState.READY, PartState.CLOSED)
PARTS_FIRST = (
    Case(*[When(state=state, then=Value(n)) for n, state in enumerate(ORDER)], default=Value(9)),
    "-count",
    "home__code",
)


def counts_of(parts) -> list[tuple[str, int]]:
    """How many homes are in which state, as words and numbers."""
    rows = dict(parts.order_by().values_list("state").annotate(count=Count("pk")))
    return [(str(PartState(state).label), count) for state, count in rows.items()]


def progress_of(closure: Closure) -> dict:
    """How many homes the worker is through with, of how many."""
    waiting = {
        ClosureState.PREPARING: PartState.WAITING,
        ClosureState.CLOSING: PartState.READY,
        ClosureState.REOPENING: PartState.CLOSED,
    }.get(ClosureState(closure.state))
    total = closure.parts.count()
    left = closure.parts.filter(state=waiting).count() if waiting else 0
    return {"total": total, "done": total - left}


def outside_line(row: Reservation, known: bool) -> dict:
    hit = ClosureHit(reservation=row, space=row.space, starts_at=row.starts_at, ends_at=row.ends_at)
    return hit_line(hit, known)


@action(description=_("Close for some time"), icon="event_busy")
def close_for_a_time(self, request, object_id):
    """From a home's page to the closing of that home."""
    home = self.get_object(request, object_id)
    url = reverse("admin:bookings_closure_add")
    return HttpResponseRedirect(f"{url}?homes={home.pk}")


# A higher app adds its button to the home's page; homes know nothing of bookings.
HomeAdmin.close_for_a_time = close_for_a_time  # type: ignore[attr-defined]  # added from here
HomeAdmin.actions_detail.append("close_for_a_time")
