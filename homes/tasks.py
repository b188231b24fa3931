import random

from celery import shared_task

from homes import actions, doors, inspections, notices, tickets

CALL_EVERY_MINUTES = 10


@shared_task
def catch_up_statuses() -> int:
    """Give homes the status that begins today; runs after midnight, twice does no harm."""
    return actions.catch_up_statuses()


@shared_task
def escalate_tickets() -> int:
    """Move overdue tickets to the next level."""
    return tickets.escalate()


@shared_task
def refresh_verification() -> int:
    """Show as unverified what nobody proved open for some open days."""
    return doors.refresh_verification()


@shared_task
def call_doors() -> int:
    """Ask some open homes for proof; runs every CALL_EVERY_MINUTES. Nobody can foresee which."""
    return doors.call_doors(minutes=CALL_EVERY_MINUTES, rng=random.SystemRandom())


@shared_task
def draw_inspections() -> int:
    """Draw the inspections of the day; runs in the morning, twice draws once."""
    return inspections.draw()


@shared_task
def forget_marks() -> int:
    """Delete old device marks of counted visits."""
    return doors.forget_marks()


@shared_task
def remind_of_agreements() -> int:
    """Tell cadres of agreements that end soon; runs in the morning, twice tells once."""
    return notices.remind_of_agreements()
