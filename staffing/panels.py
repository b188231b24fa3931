"""Who is on duty, on the page of a home."""

from django.http import HttpRequest

from homes.models import Home
from homes.panels import Panel, register_panel
from staffing.duty import duty_of


def duty_panel(home: Home, request: HttpRequest) -> dict | None:
    """Who is there now and when somebody is there next; left out where nobody is on the roster."""
    duty = duty_of(home)
    return {"duty": duty} if duty else None


def register() -> None:
    """Called once when the app is ready."""
    register_panel(Panel("duty", 40, "staffing/_duty.html", duty_panel))
