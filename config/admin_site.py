"""How the admin looks and what its sidebar offers: one group for each thing that cadres do."""

from collections.abc import Callable, Mapping

from django.http import HttpRequest, QueryDict
from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common import clock


def may(permission: str) -> Callable[[HttpRequest], bool]:
    """Shows a sidebar item to those who hold the permission somewhere."""
    return lambda request: request.user.has_perm(permission)


def province_only(request: HttpRequest) -> bool:
    """Shows a sidebar item to managers of the provincial federation."""
    # Models can't be imported while the settings are read.
    from unions.rules import manages_province

    return manages_province(request.user)


def may_import(request: HttpRequest) -> bool:
    """Shows a sidebar item to those who may import files of any kind."""
    from common.imports.registry import kinds_for

    return bool(kinds_for(request.user))


def rows(title, icon: str, model: str, **more) -> dict:
    """A sidebar item that leads to the list of `model` ("homes.home")."""
    app_label, name = model.split(".")
    return {
        "title": title,
        "icon": icon,
        "link": reverse_lazy(f"admin:{app_label}_{name}_changelist"),
        "permission": may(f"{app_label}.view_{name}"),
        **more,
    }


# Pages that stand below a list's address and have an item of their own.
PAGES: list[Promise] = []


def page(title, icon: str, name: str, permission: str = "bookings.view_reservation") -> dict:
    """A sidebar item that leads to a page of the admin that is no list."""
    link = reverse_lazy(f"admin:{name}")
    PAGES.append(link)
    return {"title": title, "icon": icon, "link": link, "permission": may(permission)}


def whole_list() -> str:
    return ""


def waiting() -> str:
    return "?state__exact=requested"


def coming() -> str:
    """What begins today or later, the next first."""
    return f"?starts_at_from={clock.today()}&o=1"


def still_waiting() -> str:
    """What begins today or later, each line in its order."""
    return f"?starts_at_from={clock.today()}"


def latest_first() -> str:
    return "?o=-1"


def coming_days() -> str:
    """The same for rows that have a date."""
    return f"?on_from={clock.today()}&o=1"


def upcoming(title, icon: str, model: str, query: Callable[[], str], **more) -> dict:
    """A sidebar item that leads to what is coming of a long list."""
    item = rows(title, icon, model, **more)
    path = item["link"]
    item["link"] = lambda request: f"{path}{query()}"
    item["active"] = lambda request: (
        request.path.startswith(str(path)) and request.path not in map(str, PAGES)
    )
    return item


INBOX = {
    "items": [
        {"title": _("Inbox"), "icon": "inbox", "link": reverse_lazy("admin:index")},
        {
            "title": _("Messages"),
            "icon": "notifications",
            "link": "/me/messages/",
            "badge": "config.inbox.messages_badge",
        },
        {
            "title": _("Dashboard"),
            "icon": "monitoring",
            "link": "/dashboard/",
            "permission": may("homes.view_home"),
        },
        {
            "title": _("Import a file"),
            "icon": "upload_file",
            "link": reverse_lazy("admin:common_importbatch_add"),
            "permission": may_import,
        },
    ]
}
HOMES = {
    "title": _("Places"),
    "separator": True,
    "items": [
        rows(_("Homes"), "home_work", "homes.home"),
        rows(_("Spaces"), "meeting_room", "homes.space"),
        rows(_("Co-build agreements"), "handshake", "homes.agreement"),
        rows(_("Tickets"), "confirmation_number", "homes.ticket"),
        rows(_("Unannounced inspections"), "fact_check", "homes.inspection"),
        rows(_("Door checks"), "door_front", "homes.doorcheck"),
        rows(_("Surprise door checks"), "notifications_active", "homes.doorcall"),
        rows(_("Visits by day"), "directions_walk", "homes.visit"),
        rows(_("Stops of mobile homes"), "directions_bus", "homes.stop"),
    ],
}
BOOKINGS = {
    "title": _("Bookings"),
    "separator": True,
    "items": [
        upcoming(
            _("Reservations"),
            "event_available",
            "bookings.reservation",
            coming,
            badge="config.inbox.waiting_badge",
        ),
        page(_("Spaces by day"), "calendar_view_day", "bookings_reservation_grid"),
        page(_("Requests to decide"), "pending_actions", "bookings_reservation_requests"),
        page(_("Expected today"), "how_to_reg", "bookings_reservation_arrivals"),
        rows(_("Missed bookings"), "event_busy", "bookings.strike"),
        rows(_("Appeals"), "balance", "bookings.appeal"),
        rows(_("Blocks"), "block", "bookings.block"),
        rows(_("Weekly series"), "event_repeat", "bookings.series"),
        rows(_("Closures"), "event_busy", "bookings.closure"),
        upcoming(_("Waiting list"), "hourglass_top", "bookings.waitlistentry", still_waiting),
        rows(_("Booking rules"), "rule", "bookings.ruleset"),
        rows(_("Quotas"), "speed", "bookings.quota"),
        rows(_("Workers of co-building firms"), "work", "bookings.partnerworker"),
    ],
}
SERVICES = {
    "title": _("Activities and services"),
    "separator": True,
    "items": [
        rows(_("Activities"), "celebration", "services.activity"),
        upcoming(_("Sessions"), "calendar_month", "services.session", coming_days),
        rows(_("Sign-ups"), "how_to_reg", "services.signup"),
        rows(_("Services offered"), "volunteer_activism", "services.menuentry"),
        rows(_("Ratings"), "star", "services.feedback"),
    ],
}
STAFFING = {
    "title": _("Staffing"),
    "separator": True,
    "items": [
        upcoming(_("Shifts"), "schedule", "staffing.shift", coming),
        rows(_("Staff"), "groups", "staffing.staffmember"),
        rows(_("Providers"), "diversity_3", "staffing.provider"),
        rows(_("Contracts"), "contract", "staffing.contract"),
    ],
}
FUNDING = {
    "title": _("Funding"),
    "separator": True,
    "items": [
        rows(_("Ledger"), "receipt_long", "funding.entry"),
        rows(_("Projects"), "folder_special", "funding.project"),
        rows(_("Premises in kind"), "real_estate_agent", "funding.premisesinkind"),
    ],
}
UNIONS = {
    "title": _("Unions and people"),
    "separator": True,
    "items": [
        rows(_("Unions"), "account_tree", "unions.union"),
        rows(_("People"), "person", "unions.person"),
        rows(_("Appointments"), "badge", "unions.appointment"),
        rows(_("Appointments to homes"), "assignment_ind", "homes.homeappointment"),
        rows(_("Workplaces"), "apartment", "unions.workplace"),
    ],
}
SYSTEM = {
    "title": _("System"),
    "separator": True,
    "collapsible": True,
    "items": [
        rows(_("Divisions"), "map", "unions.division"),
        rows(_("Holidays and make-up days"), "calendar_today", "homes.calendarday"),
        rows(_("Kinds of ticket"), "label", "homes.ticketkind"),
        rows(_("Policy on doors"), "policy", "homes.doorpolicy"),
        rows(_("Policy on no-shows"), "gavel", "bookings.conductpolicy"),
        rows(_("Policy on points"), "stars", "unions.pointspolicy"),
        rows(_("Policy on approvals"), "policy", "bookings.approvalpolicy"),
        rows(_("Facilities"), "category", "homes.facility"),
        rows(_("Service catalogue"), "list_alt", "services.serviceitem"),
        rows(_("Spending categories"), "sell", "funding.category"),
        rows(_("Standards of coverage"), "adjust", "reports.standard"),
        rows(_("Rule on typical homes"), "workspace_premium", "reports.typicalrule"),
        rows(
            _("Audit log"),
            "history",
            "common.auditentry",
            permission=province_only,
        ),
        rows(
            _("Deliveries of messages"),
            "outgoing_mail",
            "messaging.delivery",
            permission=province_only,
        ),
        rows(_("Failed sign-ins"), "lock_person", "axes.accessattempt"),
        rows(_("Second factors"), "phonelink_lock", "mfa.authenticator"),
        rows(_("Timed jobs"), "monitor_heart", "common.jobrun", permission=province_only),
        rows(_("Timed tasks"), "timer", "django_celery_beat.periodictask"),
    ],
}


# What orders or pages a list, and leaves it the same rows.
NOT_FILTERS = ("o", "p", "all", "_changelist_filters")


def filters_in(query: Mapping[str, str]) -> dict[str, str]:
    """What narrows a list, of the parameters of its address."""
    return {key: value for key, value in query.items() if value and key not in NOT_FILTERS}


def tab(model: str, title, query: Callable[[], str]) -> dict:
    """A tab above a list: the list filtered by `query`; chosen where it is filtered just so."""
    app_label, name = model.split(".")
    path = reverse_lazy(f"admin:{app_label}_{name}_changelist")

    def active(request: HttpRequest) -> bool:
        own = filters_in(QueryDict(query().removeprefix("?")))
        return request.path == str(path) and filters_in(request.GET) == own

    return {"title": title, "link": lambda request: f"{path}{query()}", "active": active}


UNFOLD = {
    "SITE_TITLE": _("Shared Workers' Homes"),
    "SITE_HEADER": _("Shared Workers' Homes"),
    "SITE_SUBHEADER": _("for union cadres"),
    "SITE_ICON": lambda request: static("img/logo.svg"),
    "SITE_FAVICONS": [
        {
            "rel": "icon",
            "type": "image/svg+xml",
            "href": lambda request: static("img/favicon.svg"),
        }
    ],
    "SITE_URL": "/",
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": True,
    "SHOW_LANGUAGES": True,
    "SHOW_BACK_BUTTON": True,
    "THEME": "light",
    "BORDER_RADIUS": "8px",
    "STYLES": [lambda request: static("css/admin.css")],
    "SCRIPTS": [
        lambda request: static("js/admin.js"),
        lambda request: static("js/admin-dialog.js"),
    ],
    "DASHBOARD_CALLBACK": "config.inbox.dashboard",
    "LOGIN": {"form": "unions.admin_forms.StaffLoginForm"},
    "COMMAND": {"search_models": ["homes.home"], "show_history": False},
    "COLORS": {
        "base": {
            "50": "#faf7f2",
            "100": "#f3eee6",
            "200": "#e7dfd4",
            "300": "#d3c8ba",
            "400": "#8f857a",
            "500": "#6d645b",
            "600": "#5b544d",
            "700": "#443e38",
            "800": "#302b27",
            "900": "#221f1c",
            "950": "#171513",
        },
        "primary": {
            "50": "#fdf4f3",
            "100": "#fce6e3",
            "200": "#f8cdc8",
            "300": "#efa69e",
            "400": "#dd6f64",
            "500": "#c9473b",
            "600": "#b3261e",
            "700": "#8c1c16",
            "800": "#741a15",
            "900": "#601a16",
            "950": "#350a08",
        },
    },
    "SIDEBAR": {
        "show_search": False,
        "command_search": True,
        "show_all_applications": False,
        "navigation": [INBOX, HOMES, BOOKINGS, SERVICES, STAFFING, FUNDING, UNIONS, SYSTEM],
    },
    "TABS": [
        {
            "models": ["bookings.reservation"],
            "items": [
                tab("bookings.reservation", _("Waiting for approval"), waiting),
                tab("bookings.reservation", _("From today on"), coming),
                tab("bookings.reservation", _("All"), whole_list),
            ],
        },
        {
            "models": ["bookings.waitlistentry"],
            "items": [
                tab("bookings.waitlistentry", _("From today on"), still_waiting),
                tab("bookings.waitlistentry", _("All"), latest_first),
            ],
        },
        {
            "models": ["services.session"],
            "items": [
                tab("services.session", _("From today on"), coming_days),
                tab("services.session", _("All"), whole_list),
            ],
        },
        {
            "models": ["staffing.shift"],
            "items": [
                tab("staffing.shift", _("From today on"), coming),
                tab("staffing.shift", _("All"), whole_list),
            ],
        },
    ],
}

# A row's history shows what changed; going back to it is a change like any other, by form.
SIMPLE_HISTORY_REVERT_DISABLED = True
