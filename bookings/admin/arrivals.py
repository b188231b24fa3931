"""Today's expected people on one page: checked in with one tap, which can be taken back."""

import re
from datetime import datetime, time, timedelta
from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from bookings import door_codes, presence
from bookings.enums import State
from bookings.models import Reservation
from bookings.rules import CHECK_IN_OPENS, can_check_in, can_report_missing, can_undo_check_in
from common import clock
from common.admin import attempt
from common.errors import Refusal
from homes.models import Home
from unions.enums import Power

PAGE = 50
# What one tap does to a row: the rule that allows it, what is done, and what is said then.
TAPS = {
    "arrive": (can_check_in, presence.check_in, gettext_lazy("Checked in.")),
    "unarrive": (
        can_undo_check_in,
        presence.undo_check_in,
        gettext_lazy("The check-in is taken back."),
    ),
    "miss": (
        can_report_missing,
        presence.report_missing,
        gettext_lazy("Noted. The time is free now."),
    ),
}


class ArrivalsPage:
    """The addresses of today's list, for the admin of reservations."""

    def get_urls(self):
        taps = [
            path(
                f"<path:object_id>/{name}/",
                self.admin_site.admin_view(require_POST(partial(self.tap, name))),
                name=f"bookings_reservation_{name}",
            )
            for name in TAPS
        ]
        listed = self.admin_site.admin_view(self.arrivals)
        coded = self.admin_site.admin_view(require_POST(self.arrive_by_code))
        return [
            path("arrivals/", listed, name="bookings_reservation_arrivals"),
            path("arrivals/code/", coded, name="bookings_reservation_code"),
            *taps,
            *super().get_urls(),
        ]

    def expected(self, request: HttpRequest):
        """The bookings of people today, with an account or without, at the homes of the user.

        About midnight also those of yesterday that still run, and those of tomorrow who may
        check in already.
        """
        now, day = clock.now(), timedelta(days=1)
        start = datetime.combine(clock.today(), time(0), clock.SHANGHAI)
        rows = self.get_queryset(request).filter(
            Q(person__isnull=False) | ~Q(contact_name=""),
            Q(starts_at__gte=start) | Q(starts_at__gte=start - day, ends_at__gt=now),
            starts_at__lt=max(start + day, now + CHECK_IN_OPENS + timedelta.resolution),
            state__in=(*door_codes.AT_THE_DOOR, State.COMPLETED),
        )
        return rows.select_related("space", "home", "person").order_by("starts_at", "pk")

    def arrivals(self, request: HttpRequest) -> HttpResponse:
        """Today's list, those that are over at its end; of one home where one is chosen."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        now, chosen = clock.now(), request.GET.get("home", "")
        rows = self.expected(request)
        homes = Home.objects.filter(pk__in=rows.order_by().values("home")).order_by("code")
        if chosen.isdecimal():
            rows = rows.filter(home=chosen)
        ordered = sorted(rows, key=lambda row: row.ends_at <= now)
        page = Paginator(ordered, PAGE).get_page(request.GET.get("page"))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Expected today"),
            "opts": self.opts,
            "homes": homes,
            "chosen": chosen,
            "page_obj": page,
            "lines": [self.line(request, row, now) for row in page],
            "may_check_in": self.has_decide_permission(request),
        }
        return TemplateResponse(request, "admin/arrivals.html", context)

    def line(self, request: HttpRequest, row: Reservation, now: datetime) -> dict:
        """A row of the list, with what one tap may do to it."""
        taps = [name for name, (rule, _do, _said) in TAPS.items() if allows(rule, row, now)]
        return {
            "row": row,
            "who": self.who(row),
            "is_over": row.ends_at <= now,
            "opens_at": opens_at(row, now),
            "taps": taps if row.may_write else [],
        }

    def tap(self, name: str, request: HttpRequest, object_id: str) -> HttpResponse:
        reservation = self.fetch(request, object_id, Power.EDIT)
        _rule, do, said = TAPS[name]
        more = {}
        many = request.POST.get("came", "")
        if name == "arrive" and re.fullmatch(r"[0-9]{1,5}", many):
            more["came"] = min(int(many), reservation.places)
        done = attempt(request, said, partial(do, reservation=reservation, by=request.user, **more))
        return back_to_list(request, f"row-{reservation.pk}" if done else "")

    def arrive_by_code(self, request: HttpRequest) -> HttpResponse:
        """The keeper types the six digits that somebody says."""
        code = request.POST.get("code", "")
        homes = Home.objects.visible_to(request.user, Power.EDIT)
        chosen = request.POST.get("home", "")
        if chosen.isdecimal():
            homes = homes.filter(pk=chosen)
        try:
            found = door_codes.named_by(homes=homes, code=code)
            came = presence.check_in(reservation=found, by=request.user)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"{_('Checked in.')} {came}")
        return back_to_list(request, "code")


def opens_at(row: Reservation, now: datetime) -> datetime | None:
    """From when on the row can be checked in, where it is too early still."""
    opens = row.starts_at - CHECK_IN_OPENS
    return opens if row.may_write and row.state == State.CONFIRMED and now < opens else None


def allows(rule, row: Reservation, now: datetime) -> bool:
    """Whether a rule that refuses by raising lets this pass."""
    try:
        rule(row, now)
    except Refusal:
        return False
    return True


def back_to_list(request: HttpRequest, part: str = "") -> HttpResponse:
    """To the list as it was chosen; `part` is the id of what the keyboard goes on from."""
    chosen = request.POST.get("home", "")
    query = f"?home={chosen}" if chosen.isdecimal() else ""
    fragment = f"#{part}" if part else ""
    return redirect(reverse("admin:bookings_reservation_arrivals") + query + fragment)
