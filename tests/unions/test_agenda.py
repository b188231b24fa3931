"""The agenda: every app that knows dates of a person has registered."""

from unions import agenda


def test_bookings_activities_and_shifts_are_known():
    apps = {provider.__module__ for provider in agenda._providers}
    assert apps == {"bookings.agenda", "services.agenda", "staffing.agenda"}
