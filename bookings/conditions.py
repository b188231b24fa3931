"""Whether spaces are in use, out of order or closed, and what goes along with them."""

from django.db import transaction

from bookings import waitlist
from bookings.holding import lock_tree
from common import audit
from homes.enums import Condition
from homes.models import Space
from unions.models import Person

# How it is noted with what a space went out or came back.
WITH = ("whole", "part")


@transaction.atomic
def set_condition(*, space: Space, condition: str, note: str, by: Person | None) -> Space:
    """In use, out of order or closed. Coming bookings stay; new ones are refused from now on.

    Its parts that are in use go along, and come back with it: half of a hall whose floor is
    broken can't be booked either. So do the wholes that it is part of, which come back with the
    last part: a hall is not sold whole while half of it is broken. Back in use, it goes to who
    waits for it.
    """
    space = lock_tree(space)
    _set_condition(space, condition, by, note=note)
    for each, why in _going_along(space, condition):
        _set_condition(each, condition, by, note=note, **{why: space.pk})
    waitlist.look_again(roots=[space.root_id or space.pk])
    return space


@transaction.atomic
def take_condition_back(*, space: Space, before: str, along: dict, by: Person | None) -> None:
    """Undo a `set_condition`; `before` it the space was so, out with what `along` says.

    Where what it was out with is in use by now, so is the space.
    """
    space = lock_tree(space)
    back = _out_with(space)
    reasons = {
        "whole": [whole for whole in _wholes_of(space) if whole.pk == along.get("whole")],
        "part": [part for part in _parts_of(space) if part not in back],
    }
    why = next((name for name in WITH if name in along), "")
    if why and not any(each.condition != Condition.IN_USE for each in reasons[why]):
        before = Condition.IN_USE
    if before == Condition.IN_USE:
        set_condition(space=space, condition=before, note="", by=by)
        return
    _set_condition(space, before, by, note="", **along)
    if why == "part":
        for part in back:
            _set_condition(part, Condition.IN_USE, by, note="", whole=space.pk)
        waitlist.look_again(roots=[space.root_id or space.pk])


def went_out_with(space: Space) -> dict:
    """What a space that is not in use went out with: {"whole": id}, {"part": id} or nothing."""
    if space.condition == Condition.IN_USE:
        return {}
    details = audit.last_details("set_condition", Space, [space.pk]).get(space.pk, {})
    return {name: details[name] for name in WITH if name in details}


def _out_with(space: Space) -> list[Space]:
    """The parts that are out because the space is."""
    out = [part for part in _parts_of(space) if part.condition != Condition.IN_USE]
    last = audit.last_details("set_condition", Space, [part.pk for part in out])
    return [part for part in out if last.get(part.pk, {}).get("whole") == space.pk]


def _set_condition(space: Space, condition: str, by: Person | None, **details) -> None:
    space.condition = condition
    space.save(update_fields=["condition"])
    audit.record(action="set_condition", target=space, actor=by, condition=condition, **details)


def _going_along(space: Space, condition: str) -> list[tuple[Space, str]]:
    """Parts and wholes that change with a space, and as what of theirs it is noted.

    Those in use go out; those come back that went out with it, a whole with its last part.
    """
    above = _wholes_of(space)
    if condition != Condition.IN_USE:
        along = [(part, "whole") for part in _parts_of(space)]
        along += [(whole, "part") for whole in above]
        return [(each, why) for each, why in along if each.condition == Condition.IN_USE]
    back = _out_with(space)
    out = [whole.pk for whole in above if whole.condition != Condition.IN_USE]
    last = audit.last_details("set_condition", Space, out)
    known = {space.pk, *(part.pk for part in back)}
    along = [(part, "whole") for part in back]
    for whole in above:
        broken = [part for part in _parts_of(whole) if part.condition != Condition.IN_USE]
        if "part" in last.get(whole.pk, {}) and {part.pk for part in broken} <= known:
            along.append((whole, "part"))
            known.add(whole.pk)
    return along


def _parts_of(space: Space) -> list[Space]:
    below: list[Space] = []
    found = [space]
    while found := list(Space.objects.filter(parent__in=found).order_by("pk")):
        below += found
    return below


def _wholes_of(space: Space) -> list[Space]:
    """The nearest first."""
    above: list[Space] = []
    while space.parent_id is not None:
        space = Space.objects.get(pk=space.parent_id)
        above.append(space)
    return above
