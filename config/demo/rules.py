"""Rules of booking that are said at different places, a quota, and a home with a cap."""

from datetime import time

from bookings.enums import Measure, Period
from bookings.models import PeakTime, Quota
from bookings.rule_sets import quotas_changed, save_rules
from bookings.spaces import set_cap
from config.demo.world import SHISHI, World
from unions.enums import UnionLevel
from unions.models import Union

CAP = 80
# A home with a cap must be large enough for it to matter.
ROOMS = 6


def make(world: World) -> None:
    """The province has check-ins recorded; 石狮 says how far ahead, its home when to cancel.

    The home also keeps a freed place a little longer close to the start.
    """
    home = next(home for home in world.homes if home.code == SHISHI)
    rooms = {space.facility_id: space for space in world.spaces[home.pk]}
    province = Union.objects.get(level=UnionLevel.PROVINCE)
    save_rules(owner=province, values={"check_in_required": True}, by=None)
    save_rules(owner=home.union, values={"horizon_days": 21}, by=None)
    save_rules(owner=home, values={"cancel_minutes": 30, "keep_last_hours_minutes": 15}, by=None)
    save_rules(owner=rooms["mothers_room"], values={"women_only": True}, by=None)
    quota = Quota.objects.create(
        space=rooms["cinema"], limit=240, measure=Measure.MINUTES, period=Period.WEEK
    )
    PeakTime.objects.create(quota=quota, weekdays=[5], starts=time(18), ends=time(22))
    PeakTime.objects.create(quota=quota, weekdays=[6, 7], starts=time(9), ends=time(22))
    quotas_changed(owners=[rooms["cinema"]])
    large = (
        sample
        for sample in world.fixed
        if world.is_sample(sample) and len(world.spaces[sample.pk]) >= ROOMS
    )
    for sample in list(large)[:1]:
        set_cap(home=sample, cap=CAP, by=None)
