"""The admin's first page: what waits for this cadre, each number a link to its rows."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bookings.enums import HOLDING, Claim, State
from bookings.models import Appeal, PartnerWorker, Reservation
from bookings.outside import outside_hours
from common import clock
from common.jobs import late_jobs
from config.jobs_admin import name_of
from homes.admin.filters import ENDING_SOON
from homes.enums import Scene
from homes.models import Agreement, CalendarDay, Home, Inspection, Ticket
from messaging.context import unread_of
from messaging.enums import DeliveryState
from messaging.models import Delivery
from reports import standing
from services.models import Feedback
from staffing.admin.shift import LOOK_AHEAD
from staffing.gaps import gaps_of
from staffing.models import Contract
from unions.enums import UnionLevel
from unions.models import Union
from unions.rules import manages_province

SHOWN = 8


@dataclass(frozen=True)
class Card:
    """One number of the inbox; `urgent` where somebody waits for an answer."""

    title: str
    icon: str
    count: int
    url: str
    hint: str = ""
    urgent: bool = False


def dashboard(request: HttpRequest, context: dict) -> dict:
    """Unfold's callback: adds the inbox to the index page's context."""
    user = request.user
    context["cards"] = [
        card
        for permission, make in CARDS
        if user.has_perm(permission) and (card := make(user)) is not None
    ]
    if user.has_perm("bookings.view_reservation"):
        context |= waiting_and_today(request)
    return context


def waiting_badge(request: HttpRequest) -> str:
    """How many reservations wait, for the sidebar."""
    count = Reservation.objects.visible_to(request.user).filter(state=State.REQUESTED).count()
    return str(count or "")


def messages_badge(request: HttpRequest) -> str:
    """How many messages the cadre has not read, for the sidebar."""
    return str(unread_of(request.user) or "")


def waiting_and_today(request: HttpRequest) -> dict:
    """The next reservations to decide on, and those of today, as the list shows them."""
    keeper = admin.site.get_model_admin(Reservation)
    rows = keeper.get_queryset(request).select_related("space", "home", "person")
    _start, end = today()
    waiting = rows.filter(state=State.REQUESTED, starts_at__gte=clock.now())
    running = rows.filter(state__in=HOLDING, ends_at__gt=clock.now(), starts_at__lt=end)
    return {
        "waiting": lines(keeper, waiting.order_by("starts_at", "pk")[:SHOWN]),
        "today": lines(
            keeper, running.exclude(state=State.REQUESTED).order_by("starts_at")[:SHOWN]
        ),
    }


def lines(keeper, rows) -> list[dict]:
    """Reservations as the index page's rows."""
    return [
        {
            "url": reverse("admin:bookings_reservation_change", args=[row.pk]),
            "when": keeper.when(row),
            "space": str(row.space),
            "home": str(row.home),
            "who": keeper.who(row),
            "purpose": keeper.purpose_shown(row),
            "state": row.get_state_display(),
            "buttons": keeper.buttons(row),
        }
        for row in rows
    ]


def today() -> tuple[datetime, datetime]:
    """Today's midnight and tomorrow's."""
    start = datetime.combine(clock.today(), time(0), clock.SHANGHAI)
    return start, start + timedelta(days=1)


def listed(model: str, query: str = "") -> str:
    app_label, name = model.split(".")
    return reverse(f"admin:{app_label}_{name}_changelist") + query


def waiting_card(user) -> Card:
    count = Reservation.objects.visible_to(user).filter(state=State.REQUESTED).count()
    url = listed("bookings.reservation", "?state__exact=requested")
    return Card(_("Waiting for approval"), "pending_actions", count, url, urgent=count > 0)


def overdue_card(user) -> Card | None:
    """Requests that nobody has decided in time: the home's affair, then the county's."""
    rows = Reservation.objects.visible_to(user).filter(state=State.REQUESTED)
    now = clock.now()
    count = rows.filter(decide_by__lt=now, starts_at__gt=now).count()
    if not count:
        return None
    url = f"{reverse('admin:bookings_reservation_requests')}?overdue=1"
    return Card(_("Approvals overdue"), "hourglass_bottom", count, url, urgent=True)


def today_card(user) -> Card:
    start, end = today()
    rows = Reservation.objects.visible_to(user).filter(starts_at__gte=start, starts_at__lt=end)
    query = f"?starts_at__year={start.year}&starts_at__month={start.month}"
    url = listed("bookings.reservation", f"{query}&starts_at__day={start.day}")
    return Card(_("Bookings today"), "today", rows.count(), url)


def expected_card(user) -> Card:
    start, end = today()
    rows = Reservation.objects.visible_to(user).filter(
        person__isnull=False, starts_at__lt=end, ends_at__gt=clock.now(), starts_at__gte=start
    )
    url = reverse("admin:bookings_reservation_arrivals")
    return Card(
        _("Still expected today"), "how_to_reg", rows.filter(state=State.CONFIRMED).count(), url
    )


def appeals_card(user) -> Card:
    count = Appeal.objects.visible_to(user).waiting().count()
    url = listed("bookings.appeal", "?state__exact=open")
    return Card(_("Appeals to answer"), "balance", count, url, urgent=count > 0)


def outside_card(user) -> Card:
    """Hours were changed and bookings were left behind: their people would find a shut door."""
    found = outside_hours(Reservation.objects.visible_to(user))
    count = sum(len(rows) for rows in found.values())
    url = reverse("admin:bookings_closure_outside")
    return Card(_("Bookings outside the hours"), "event_busy", count, url, urgent=count > 0)


def gaps_card(user) -> Card:
    now = clock.now()
    homes = list(Home.objects.visible_to(user).in_operation())
    found = gaps_of(homes, now, now + LOOK_AHEAD)
    alone = [gaps for gaps in found.values() if gaps]
    hours = sum((end - start).total_seconds() for gaps in alone for start, end in gaps) / 3600
    return Card(
        _("Homes open with nobody on duty"),
        "person_off",
        len(alone),
        reverse("admin:staffing_shift_gaps"),
        _("%(hours)s hours in the next 7 days") % {"hours": f"{hours:,.0f}"} if alone else "",
    )


def hours_card(user) -> Card:
    homes = Home.objects.visible_to(user).in_operation().exclude(scene=Scene.MOBILE)
    count = homes.filter(hours__isnull=True).count()
    return Card(
        _("Homes without opening hours"), "schedule", count, listed("homes.home", "?has_hours=no")
    )


def tickets_card(user) -> Card:
    rows = Ticket.objects.visible_to(user).waiting()
    overdue = rows.overdue().count()
    hint = _("%(count)s overdue") % {"count": overdue} if overdue else ""
    url = listed("homes.ticket", "?waiting=yes")
    return Card(_("Tickets to answer"), "confirmation_number", rows.count(), url, hint, overdue > 0)


def low_ratings_card(user) -> Card:
    count = Feedback.objects.visible_to(user).low_and_unanswered().count()
    return Card(
        _("Low ratings to answer"), "star_half", count, listed("services.feedback", "?low=yes")
    )


def unverified_card(user) -> Card:
    count = Home.objects.visible_to(user).in_operation().filter(unverified=True).count()
    url = listed("homes.home", "?unverified__exact=1")
    return Card(_("Homes not proved open lately"), "door_front", count, url)


def claims_card(user) -> Card:
    rows = PartnerWorker.objects.visible_to(user).filter(state=Claim.WAITING)
    url, count = listed("bookings.partnerworker", "?state__exact=waiting"), rows.count()
    return Card(_("Workers of firms to confirm"), "work", count, url, urgent=count > 0)


def inspections_card(user) -> Card:
    rows, today = Inspection.objects.visible_to(user), clock.today()
    late = rows.filter(follow_up_due_on__lt=today, put_right_on__isnull=True).count()
    hint = _("%(count)s not put right in time") % {"count": late} if late else ""
    drawn = rows.filter(drawn_on=today, result="").count()
    url = listed("homes.inspection")
    return Card(_("Inspections drawn today"), "fact_check", drawn, url, hint, late > 0)


def calendar_card(user) -> Card | None:
    """Until somebody enters next year's notice, hours on its holidays are a guess."""
    missing = CalendarDay.years_missing()
    if not missing or not manages_province(user):
        return None
    years = ", ".join(str(year) for year in missing)
    return Card(
        _("Holidays not yet announced"),
        "calendar_today",
        len(missing),
        listed("homes.calendarday"),
        years,
    )


def jobs_card(user) -> Card | None:
    """Shown to the province only while something is wrong."""
    if not manages_province(user):
        return None
    late = late_jobs()
    names = ", ".join(name_of(job) for job in late)
    title = _("Timed jobs late")
    return Card(title, "alarm", len(late), listed("common.jobrun"), names, True) if late else None


def standing_card(user) -> Card | None:
    """For a city or the province: which counties have no typical home, or no home at all."""
    levels = (UnionLevel.PROVINCE, UnionLevel.CITY)
    seen = Union.objects.visible_to(user).filter(level__in=levels).order_by("depth", "path")
    union = seen.first()
    if union is None:
        return None
    counts = standing.counties(union, clock.today()).values_list("homes_then", "typical_then")
    found = list(counts)
    without = sum(not homes for homes, _typical in found)
    url = reverse("reports:rows", args=[union.code, "counties"])
    return Card(
        _("Counties without a typical home"),
        "workspace_premium",
        sum(not typical for _homes, typical in found),
        f"{url}?lacking=typical",
        _("%(count)s without any home") % {"count": without} if without else "",
    )


def agreements_card(user) -> Card:
    return ending(user, Agreement, _("Agreements ending within 60 days"), "handshake")


def contracts_card(user) -> Card:
    return ending(user, Contract, _("Contracts ending within 60 days"), "contract")


def ending(user, model, title, icon: str) -> Card:
    """How many terms end soon."""
    day = clock.today()
    rows = model.objects.visible_to(user).filter(ends_on__range=(day, day + ENDING_SOON))
    return Card(title, icon, rows.count(), listed(model._meta.label_lower, "?term=ending"))


def deliveries_card(user) -> Card | None:
    """What the gateways have refused for good is for the province to look after."""
    count = Delivery.objects.visible_to(user).filter(state=DeliveryState.FAILED).count()
    if not count:
        return None
    url = listed("messaging.delivery", "?state__exact=failed")
    return Card(_("Messages that were not delivered"), "sms_failed", count, url, urgent=True)


CARDS = (
    ("homes.view_home", jobs_card),
    ("bookings.view_reservation", waiting_card),
    ("bookings.view_reservation", overdue_card),
    ("bookings.view_reservation", today_card),
    ("bookings.view_reservation", expected_card),
    ("bookings.view_appeal", appeals_card),
    ("bookings.view_partnerworker", claims_card),
    ("bookings.view_closure", outside_card),
    ("staffing.view_shift", gaps_card),
    ("homes.view_home", hours_card),
    ("homes.view_ticket", tickets_card),
    ("services.view_feedback", low_ratings_card),
    ("homes.view_home", unverified_card),
    ("homes.view_inspection", inspections_card),
    ("homes.view_home", calendar_card),
    ("homes.view_home", deliveries_card),
    ("homes.view_home", standing_card),
    ("homes.view_agreement", agreements_card),
    ("staffing.view_contract", contracts_card),
)
