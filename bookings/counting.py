"""The quotas that reach a space, and what a person has used of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bookings.enums import HOLDING, Measure, Period, State
from bookings.models import PeakTime, Quota, Reservation
from bookings.quotas import Limit, Peak, period_of, used
from bookings.refusals import refuse_as
from bookings.rule_sets import paths_above
from bookings.wording import duration, limit_text, peak_text
from common.clock import SHANGHAI
from common.errors import Refusal
from homes.models import Space
from homes.templatetags.opening import short_date
from unions.models import Person, Union

# States that used a person's turn, so that booking and not coming does not win a second one.
COUNTED = (*HOLDING, State.COMPLETED, State.NO_SHOW)


@dataclass(frozen=True)
class Counted:
    """A quota as it is counted: the limit, and which of a person's bookings it is about."""

    limit: Limit
    root: int | None = None
    home: int | None = None
    union_path: str = ""
    quota: Quota | None = None

    def covers(self, root: int, home: int, union_path: str) -> bool:
        if self.root is not None:
            return root == self.root
        return (
            home == self.home if self.home is not None else union_path.startswith(self.union_path)
        )


def quotas_of(space: Space) -> list[Quota]:
    """The quotas that reach a space, with their peak times; no query where none does."""
    if not space.has_quotas:
        return []
    [path] = Union.objects.filter(homes=space.home_id).values_list("path", flat=True)
    reach = Q(space__root=space.root_id) | Q(home=space.home_id)
    reach |= Q(union__path__in=paths_above(path))
    rows = Quota.objects.filter(reach).order_by("space", "home", "-union__path", "pk")
    return list(rows.select_related("space", "home", "union").prefetch_related("peaks"))


def counted(space: Space) -> list[Counted]:
    """All limits on one person's bookings in a space: the daily one and the quotas."""
    found = []
    if space.daily_quota is not None:
        daily = Limit(space.daily_quota, Measure.COUNT, Period.DAY)
        found.append(Counted(daily, root=space.root_id))
    for quota in quotas_of(space):
        limit = Limit(quota.limit, quota.measure, quota.period, _peaks(quota.peaks.all()))
        if quota.space is not None:
            found.append(Counted(limit, root=quota.space.root_id, quota=quota))
        elif quota.home_id is not None:
            found.append(Counted(limit, home=quota.home_id, quota=quota))
        elif quota.union is not None:
            found.append(Counted(limit, union_path=quota.union.path, quota=quota))
    return found


def _peaks(rows: Iterable[PeakTime]) -> tuple[Peak, ...]:
    return tuple(Peak.of(row.weekdays, row.starts, row.ends) for row in rows)


def over_quota(
    person: Person,
    space: Space,
    starts_at: datetime,
    ends_at: datetime,
    instead_of: Reservation | None = None,
) -> Refusal | None:
    """The first limit that the booking would break; one query for what the person has booked.

    The person must be locked, so that two bookings at once are counted one after the other.
    """
    limits = [each for each in counted(space) if each.limit.amount(starts_at, ends_at)]
    if not limits:
        return None
    periods = [period_of(each.limit.period, starts_at) for each in limits]
    rows = Reservation.objects.filter(
        person=person,
        state__in=COUNTED,
        starts_at__gte=min(first for first, _last in periods),
        starts_at__lt=max(last for _first, last in periods),
    )
    if instead_of is not None:
        rows = rows.exclude(pk=instead_of.pk)
    if all(each.root == space.root_id for each in limits):
        rows = rows.filter(space__root=space.root_id)
    where = ("space__root_id", "home_id", "home__union__path")
    booked = list(rows.values_list("starts_at", "ends_at", *where))
    for each in limits:
        mine = [(start, end) for start, end, *place in booked if each.covers(*place)]
        count = used(each.limit, mine, starts_at)
        if count + each.limit.amount(starts_at, ends_at) > each.limit.most:
            return _refusal(each, count, starts_at)
    return None


def _refusal(each: Counted, count: int, starts_at: datetime) -> Refusal:
    limit = each.limit
    first, following = period_of(limit.period, starts_at.astimezone(SHANGHAI))
    extra = {
        "limit": limit.most,
        "used": count,
        "measure": str(limit.measure),
        "period": str(limit.period),
        "from": first.date().isoformat(),
        "next": following.date().isoformat(),
    }
    if each.quota is None:
        text = _("You can book this space %(count)s times a day at most. Choose another day.")
        return refuse_as("quota", text % {"count": limit.most}, extra=extra)
    ways = [_("choose a day from %(day)s on") % {"day": short_date(following.date())}]
    left = limit.most - count
    if limit.measure == Measure.MINUTES and left > 0:
        ways.insert(0, _("book no more than %(length)s") % {"length": duration(left)})
    if limit.peaks:
        ways.append(_("choose a time outside %(peaks)s") % {"peaks": peaks_text(each.quota)})
    text = _("%(quota)s; you have booked %(used)s. Instead you can %(ways)s.") % {
        "quota": quota_text(each.quota),
        "used": _amount(count, limit.measure),
        "ways": _(", or ").join(ways),
    }
    return refuse_as("quota", text, extra=extra)


def _amount(count: int, measure: str) -> str:
    if measure == Measure.MINUTES:
        return duration(count)
    return ngettext("%(count)s booking", "%(count)s bookings", count) % {"count": count}


def peaks_text(quota: Quota) -> str:
    """Its peak times in words, "" where it always counts."""
    return _(", ").join(peak_text(peak) for peak in quota.peaks.all())


def quota_text(quota: Quota) -> str:
    """At 示例之家 at most 2 hours a week (only Mon–Fri 18:00–22:00)."""
    limit = limit_text(quota.limit, quota.measure, quota.period)
    if quota.union is not None:
        text = _("In all homes of %(owner)s together %(limit)s")
    elif quota.home is not None:
        text = _("In all of %(owner)s %(limit)s")
    else:
        text = _("In %(owner)s %(limit)s")
    text = text % {"owner": quota.owner, "limit": limit}
    if peaks := peaks_text(quota):
        text += _(" (counted %(peaks)s)") % {"peaks": peaks}
    return text
