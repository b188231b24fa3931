"""Places in shifts and who took them, counted in one query."""

from datetime import timedelta

from homes.models import Home
from staffing.enums import AssignmentState, StaffRole
from staffing.figures import Places, places_by_role
from tests.factories.bookings import tomorrow_at
from tests.factories.staffing import AssignmentFactory, ShiftFactory, StaffMemberFactory

DAY = timedelta(days=1)
NONE = Places(0, 0)


def test_places_by_role(home, next_home, django_assert_num_queries):
    first = ShiftFactory(home=home, cadres=1, volunteers=3)
    second = ShiftFactory(home=home, starts_at=tomorrow_at(14), social_workers=2, volunteers=1)
    cadre = StaffMemberFactory(home=home, role=StaffRole.CADRE)
    AssignmentFactory(shift=first, member=cadre)
    AssignmentFactory(shift=first, state=AssignmentState.ATTENDED)
    AssignmentFactory(shift=first)
    for state in (AssignmentState.OFFERED, AssignmentState.ABSENT, AssignmentState.WITHDRAWN):
        AssignmentFactory(shift=second, state=state)
    AssignmentFactory(shift=ShiftFactory(home=next_home))
    AssignmentFactory(shift=ShiftFactory(home=home, starts_at=tomorrow_at(9) + 3 * DAY))
    with django_assert_num_queries(1):
        found = places_by_role(
            Home.objects.filter(pk=home.pk), tomorrow_at(0), tomorrow_at(0) + DAY
        )
    assert found == {
        "cadre": Places(1, 1),
        "social_worker": Places(2, 0),
        "volunteer": Places(4, 2),
    }


def test_no_shifts_are_zero(home):
    found = places_by_role(Home.objects.all(), tomorrow_at(0), tomorrow_at(0) + DAY)
    assert found == {"cadre": NONE, "social_worker": NONE, "volunteer": NONE}
