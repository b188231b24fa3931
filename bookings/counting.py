"""The quotas that reach a space, and what a person has used of them."""

from dataclasses import dataclass
from datetime import datetime, time

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bookings.enums import HOLDING, Measure, Period, State
from bookings.models import Quota, Reservation
from bookings.quotas import Limit, Peak, period_of, used
from bookings.refusals import refuse_as
from bookings.rule_sets import paths_above
from bookings.wording import duration, limit_text, peak_text
from common.clock import SHANGHAI
from common.errors import Refusal
from common.sql import selected
from homes.models import Space
from homes.templatetags.opening import short_date
from unions.models import Person, Union

# States that used a person's turn, so that booking and not coming does not win a second one.
COUNTED = (*HOLDING, State.COMPLETED, State.NO_SHOW)
COUNTED_LIST = [state.value for state in COUNTED]


@dataclass(frozen=True)
class Counted:
    """A quota as it is counted: the limit, and which of a person's bookings it is about."""

    limit: Limit
    root: int | None = None
    home: int | None = None
    union_path: str = ""
    quota: int | None = None  # its id

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


# Asked by each booking that a quota reaches; see common/sql.py.
REACHING = """
SELECT quota.id, quota."limit", quota.measure, quota.period, space.root_id, quota.home_id,
    owner.path, (SELECT json_agg(json_build_array(weekdays, starts, ends) ORDER BY peak.id)
        FROM bookings_peaktime peak WHERE peak.quota_id = quota.id)
FROM bookings_quota quota
LEFT JOIN homes_space space ON space.id = quota.space_id
LEFT JOIN unions_union owner ON owner.id = quota.union_id
WHERE space.root_id = %(root)s OR quota.home_id = %(home)s OR starts_with(
    (SELECT path FROM unions_union JOIN homes_home ON homes_home.union_id = unions_union.id
        WHERE homes_home.id = %(home)s), owner.path)
ORDER BY quota.space_id, quota.home_id, owner.path DESC, quota.id
"""
BOOKED = """
SELECT row.starts_at, row.ends_at, space.root_id, row.home_id, owner.path
FROM bookings_reservation row
JOIN homes_space space ON space.id = row.space_id
JOIN homes_home home ON home.id = row.home_id
JOIN unions_union owner ON owner.id = home.union_id
WHERE row.person_id = %s AND row.state = ANY(%s) AND row.starts_at >= %s AND row.starts_at < %s
    AND row.id <> %s
"""


def counted(space: Space) -> list[Counted]:
    """All limits on one person's bookings in a space: the daily one and the quotas."""
    found = []
    if space.daily_quota is not None:
        daily = Limit(space.daily_quota, Measure.COUNT, Period.DAY)
        found.append(Counted(daily, root=space.root_id))
    if not space.has_quotas:
        return found
    rows = selected(REACHING, {"root": space.root_id, "home": space.home_id})
    for pk, most, measure, period, root, home, path, peaks in rows:
        limit = Limit(most, measure, period, tuple(_peak(*each) for each in peaks or ()))
        found.append(Counted(limit, root=root, home=home, union_path=path or "", quota=pk))
    return found


def _peak(weekdays: list[int], starts: str, ends: str) -> Peak:
    return Peak.of(weekdays, time.fromisoformat(starts), time.fromisoformat(ends))


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
    first, last = min(first for first, _last in periods), max(last for _first, last in periods)
    without = instead_of.pk if instead_of is not None else 0
    booked = selected(BOOKED, [person.pk, COUNTED_LIST, first, last, without])
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
    quota = Quota.objects.select_related("space", "home", "union").get(pk=each.quota)
    ways = [_("choose a day from %(day)s on") % {"day": short_date(following.date())}]
    left = limit.most - count
    if limit.measure == Measure.MINUTES and left > 0:
        ways.insert(0, _("book no more than %(length)s") % {"length": duration(left)})
    if limit.peaks:
        ways.append(_("choose a time outside %(peaks)s") % {"peaks": peaks_text(quota)})
    text = _("%(quota)s; you have booked %(used)s. Instead you can %(ways)s.") % {
        "quota": quota_text(quota),
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
