"""What homes do on holidays and make-up days, and the days on which some stay closed."""

from datetime import timedelta

from config.demo.world import World
from homes.enums import HoursKind
from homes.models import Hours, HoursException

# Homes that keep office hours mostly close on statutory holidays, and open on make-up days.
CLOSED_ON_HOLIDAYS = 0.7
EVERY_DAY = list(range(1, 8))


def make(world: World) -> None:
    """Rules for the days that are not what their weekday is; a dozen exceptions soon."""
    rng = world.random("hours")
    weekend = set(Hours.objects.filter(weekdays__contains=[6]).values_list("home_id", flat=True))
    rules = []
    for home in world.fixed:
        if home.pk not in weekend and rng.random() < CLOSED_ON_HOLIDAYS:
            rules.append(Hours(home=home, weekdays=EVERY_DAY, kind=HoursKind.HOLIDAY))
            for rule in home.hours.all():
                times = {"opens": rule.opens, "closes": rule.closes}
                rules.append(Hours(home=home, weekdays=EVERY_DAY, kind=HoursKind.WORKDAY, **times))
    Hours.objects.bulk_create(rules)
    HoursException.objects.bulk_create(
        HoursException(
            home=home,
            on=world.today + timedelta(days=rng.randint(2, 13)),
            reason="设备检修，闭馆一天",
        )
        for home in rng.sample([home for home in world.fixed if world.is_sample(home)], 12)
    )
