"""Strikes, blocks and appeals. Whoever changes them holds the lock of the person first.

A missed booking counts only where the home records check-ins and its door is not in doubt; every
strike can be appealed; an appeal that nobody answers in time is granted.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet

from bookings import reckoning
from bookings.enums import AppealState, BlockScope, State, StrikeKind, Waived
from bookings.holding import lock_person
from bookings.models import Appeal, Block, ConductPolicy, Reservation, Strike
from bookings.notices import tell, tell_conduct
from bookings.refusals import refuse
from common import audit, clock
from homes.doors import is_doubted
from homes.enums import LateCancel
from homes.working_days import due_within
from unions.models import Person

# A door that turns out to have been shut is looked for this long after a strike.
EXCUSED_WITHIN = timedelta(days=2)


def lock_owner(pk: int | None) -> None:
    """Lock the person with this key, if any: the first lock of all, see bookings/holding.py."""
    if pk is not None:
        lock_person(Person(pk=pk))


def is_counted(reservation: Reservation, kind: str) -> bool:
    """Whether a miss counts: check-ins are recorded here, and nothing says the door was shut."""
    space, home = reservation.space, reservation.home
    if not space.check_in_required or reservation.person_id is None:
        return False
    if kind == StrikeKind.LATE_CANCEL:
        return space.late_cancel == LateCancel.COUNTED and not home.unverified
    return not is_doubted(home, reservation.starts_at, reservation.ends_at)


def values_of(
    person: Person | int,
) -> tuple[list[reckoning.Strike], list[reckoning.Block]]:
    """What the pure functions of `bookings.reckoning` compute with."""
    strikes = [row.value for row in Strike.objects.filter(person=person)]
    return strikes, [row.value for row in Block.objects.filter(person=person)]


def standing_of(person: Person) -> reckoning.Standing:
    """How a person stands now."""
    return reckoning.standing(*values_of(person), ConductPolicy.current().values, clock.now())


@transaction.atomic
def record_miss(*, reservation: Reservation, kind: str, by: Person | None = None) -> Strike | None:
    """A strike for a reservation, once, and a block where it is one too many.

    The person and the reservation are locked. None where it does not count.
    """
    policy, person = ConductPolicy.current(), reservation.person
    weight = policy.weight_of(kind)
    if person is None or not weight or not is_counted(reservation, kind):
        return None
    strike, new = Strike.objects.get_or_create(
        reservation=reservation,
        defaults={
            "person": person,
            "kind": kind,
            "weight": weight,
            "at": clock.now(),
            "recorded_by": by,
        },
    )
    if not new:
        return None
    audit.record(action="strike", target=strike, actor=by, kind=kind)
    _block_if_due(strike, policy)
    return strike


def _block_if_due(strike: Strike, policy: ConductPolicy) -> None:
    due = reckoning.block_due(*values_of(strike.person_id), policy.values, strike.at)
    if due is None:
        return
    block = Block.objects.create(
        person=strike.person,
        strike=strike,
        home=strike.reservation.home if policy.scope == BlockScope.HOME else None,
        starts_at=due.starts_at,
        ends_at=due.ends_at,
    )
    audit.record(action="block", target=block)
    tell_conduct(block.person, "conduct_blocked", key=f"block:{block.pk}", until=block.ends_at)


@transaction.atomic
def waive(*, strike: Strike, why: str, by: Person | None = None) -> Strike:
    """Take a strike back, and lift the blocks that now lack their ground. Once is enough.

    An appeal that waits has got what it asks for.
    """
    lock_owner(strike.person_id)
    strike = Strike.objects.select_for_update(no_key=True).get(pk=strike.pk)
    if strike.waived_at is not None:
        return strike
    if by is not None and by.pk == strike.person_id:
        raise refuse("own_conduct")
    strike.waived_at, strike.waived_by, strike.waived_why = clock.now(), by, why
    strike.save(update_fields=["waived_at", "waived_by", "waived_why"])
    audit.record(action="waive_strike", target=strike, actor=by, why=why)
    for row in Appeal.objects.waiting().filter(strike=strike):
        row.state, row.decided_at, row.decided_by = AppealState.UPHELD, strike.waived_at, by
        row.save(update_fields=["state", "decided_at", "decided_by"])
        audit.record(action="decide_appeal", target=row, actor=by, uphold=True)
    reason = Waived(why) if why in Waived.values else why
    tell(strike.reservation, "strike_waived", note=reason)
    _lift_unfounded(strike.person, by)
    return strike


def _lift_unfounded(person: Person, by: Person | None) -> None:
    rows = list(Block.objects.filter(person=person, lifted_at__isnull=True))
    strikes, blocks = values_of(person)
    groundless = reckoning.unfounded(strikes, blocks, ConductPolicy.current().values)
    for row in rows:
        if row.value in groundless:
            _lift(row, by, "")


def _lift(block: Block, by: Person | None, why: str) -> None:
    was_running = block.ends_at > clock.now()
    block.lifted_at, block.lifted_by, block.lifted_why = clock.now(), by, why
    block.save(update_fields=["lifted_at", "lifted_by", "lifted_why"])
    audit.record(action="lift_block", target=block, actor=by, why=why)
    if was_running:
        tell_conduct(block.person, "block_lifted", key=f"lifted:{block.pk}", note=why)


@transaction.atomic
def lift(*, block: Block, by: Person, why: str) -> Block:
    """A cadre ends a block before its time; its strikes stay, and weigh again."""
    lock_owner(block.person_id)
    block = Block.objects.select_for_update(no_key=True, of=("self",)).get(pk=block.pk)
    if by.pk == block.person_id:
        raise refuse("own_conduct")
    if block.lifted_at is not None or block.ends_at <= clock.now():
        raise refuse("block_over")
    _lift(block, by, why)
    return block


@transaction.atomic
def appeal(*, strike: Strike, text: str) -> Appeal:
    """The person says why a strike is wrong; once for each."""
    lock_owner(strike.person_id)
    strike = Strike.objects.get(pk=strike.pk)
    if strike.waived_at is not None:
        raise refuse("waived_already")
    if not text.strip():
        raise refuse("no_grounds")
    now = clock.now()
    made, new = Appeal.objects.get_or_create(
        strike=strike,
        defaults={
            "person": strike.person,
            "text": text.strip(),
            "at": now,
            "due_at": due_within(now, ConductPolicy.current().appeal_days),
        },
    )
    if not new:
        raise refuse("appealed_already")
    audit.record(action="appeal", target=made, actor=strike.person)
    return made


@transaction.atomic
def decide_appeal(*, appeal: Appeal, uphold: bool, answer: str, by: Person | None = None) -> Appeal:
    """Answer an appeal; one upheld takes the strike back and lifts what rested on it.

    Nobody decides on what they recorded themselves, nor on their own appeal. Without `by` the
    portal decides: for the person, when the time is over.
    """
    lock_owner(appeal.person_id)
    appeal = (
        Appeal.objects.select_for_update(of=("self",), no_key=True)
        .select_related("strike__reservation__space", "strike__reservation__home", "person")
        .get(pk=appeal.pk)
    )
    if appeal.state != AppealState.OPEN:
        raise refuse("appeal_decided")
    if by is not None and by.pk in (appeal.person_id, appeal.strike.recorded_by_id):
        raise refuse("own_conduct")
    if not uphold and not answer.strip():
        raise refuse("no_answer")
    appeal.state = AppealState.UPHELD if uphold else AppealState.REJECTED
    appeal.decided_at, appeal.decided_by, appeal.answer = clock.now(), by, answer.strip()
    appeal.save(update_fields=["state", "decided_at", "decided_by", "answer"])
    audit.record(action="decide_appeal", target=appeal, actor=by, uphold=uphold)
    if uphold:
        waive(strike=appeal.strike, why=answer.strip() or _system_word(by), by=by)
    else:
        tell(appeal.strike.reservation, "appeal_rejected", note=answer)
    return appeal


def _system_word(by: Person | None) -> str:
    return "" if by else Waived.OVERDUE.value


def settle_overdue_appeals(*, limit: int = 500) -> int:
    """Grant the appeals that nobody answered in time; returns how many. Safe to run twice."""
    due = Appeal.objects.waiting().filter(due_at__lte=clock.now())[:limit]
    return sum(_grant(row) for row in list(due))


@transaction.atomic
def _grant(row: Appeal) -> bool:
    lock_owner(row.person_id)
    if not Appeal.objects.waiting().filter(pk=row.pk).exists():
        return False
    decide_appeal(appeal=row, uphold=True, answer="")
    return True


def excuse_shut_doors() -> int:
    """Take back late strikes where the door turns out to have been in doubt; returns how many."""
    recent = Strike.objects.filter(
        kind=StrikeKind.NO_SHOW,
        waived_at__isnull=True,
        at__gt=clock.now() - EXCUSED_WITHIN,
        reservation__state=State.NO_SHOW,
    )
    count = 0
    for strike in recent.select_related("reservation__home"):
        held = strike.reservation
        if is_doubted(held.home, held.starts_at, held.ends_at):
            waive(strike=strike, why=Waived.DOOR.value)
            count += 1
    return count


@transaction.atomic
def forget_old() -> int:
    """Delete strikes older than the policy keeps them, with their blocks and appeals."""
    before = clock.now() - timedelta(days=ConductPolicy.current().forget_days)
    return _forget(Strike.objects.filter(at__lt=before))


@transaction.atomic
def forget_person(*, person: Person) -> int:
    """Delete everything of this kind about somebody who closes the account."""
    lock_owner(person.pk)
    return _forget(Strike.objects.filter(person=person))


def _forget(strikes: QuerySet) -> int:
    count = strikes.count()
    strikes.delete()
    return count
