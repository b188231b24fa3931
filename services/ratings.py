"""Ratings: given by who was there, answered by the home, and what a comment shows in public."""

import re
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Count

from common import audit, clock
from homes.models import Home
from services.models import LONGEST_PASSAGE, Feedback, HiddenPassage
from services.occasions import Occasion, check_may_rate
from services.refusals import refuse
from services.scores import STARS, Score, score_of
from unions.models import Person

MOBILE_OR_IDENTITY = re.compile(r"(?<!\d)(1[3-9]\d[ -]?\d{4}[ -]?\d{4}|\d{17}[\dXx])(?!\d)")
COVER = "▇▇"


@transaction.atomic
def rate(*, occasion: Occasion, stars: int, comment: str = "") -> Feedback:
    """Give the occasion its one rating, or change it within some days.

    Raises Refusal: `not_there`, `own_home` (403), `rate_too_late`, `rating_stands`, `stars`,
    `confidential`, `personal_number`.
    """
    comment, now = comment.strip(), clock.now()
    _check_words(occasion, stars, comment)
    check_may_rate(occasion, occasion.rating(), now)
    said = {"stars": stars, "comment": comment, "confidential": occasion.confidential}
    # Two taps at once: the unique occasion lets one insert, the other then changes that row.
    feedback, new = Feedback.objects.get_or_create(
        **occasion.key,
        defaults={
            **said,
            "home": occasion.home,
            "occasion": occasion.kind,
            "person": occasion.person,
            "created_at": now,
        },
    )
    if not new:
        feedback = _locked(feedback)
        check_may_rate(occasion, feedback, now)
        for name, value in said.items():
            setattr(feedback, name, value)
        feedback.changed_at = now
        feedback.save(update_fields=[*said, "changed_at"])
    action = "rate" if new else "change_rating"
    audit.record(action=action, target=feedback, actor=occasion.person, stars=stars)
    return feedback


def _check_words(occasion: Occasion, stars: int, comment: str) -> None:
    if stars not in STARS:
        raise refuse("stars")
    if comment and occasion.confidential:
        raise refuse("confidential")
    if MOBILE_OR_IDENTITY.search(comment):
        raise refuse("personal_number")


def _locked(feedback: Feedback) -> Feedback:
    return Feedback.objects.select_for_update(of=("self",)).get(pk=feedback.pk)


@transaction.atomic
def answer(*, feedback: Feedback, text: str, by: Person) -> Feedback:
    """Answer in public; a later answer replaces the first, the audit log keeps both."""
    feedback, text = _locked(feedback), text.strip()
    if not text:
        raise refuse("no_answer")
    feedback.answer, feedback.answered_at, feedback.answered_by = text, clock.now(), by
    feedback.save(update_fields=["answer", "answered_at", "answered_by"])
    audit.record(action="answer_rating", target=feedback, actor=by, answer=text)
    return feedback


@transaction.atomic
def hide_passage(
    *, feedback: Feedback, passage: str, kind: str, reason: str, by: Person
) -> HiddenPassage:
    """Cover words of a comment that are personal data; the rest of it stays in public.

    Raises Refusal: `not_in_comment`, `no_reason`. Twice the same words change nothing.
    """
    feedback, passage, reason = _locked(feedback), passage.strip(), reason.strip()
    if not passage or len(passage) > LONGEST_PASSAGE or passage not in feedback.comment:
        raise refuse("not_in_comment")
    if not reason:
        raise refuse("no_reason")
    hidden, new = HiddenPassage.objects.get_or_create(
        feedback=feedback,
        passage=passage,
        defaults={"kind": kind, "reason": reason, "by": by, "at": clock.now()},
    )
    if new:
        # Without the words themselves: the log is no second copy of personal data.
        audit.record(action="hide_passage", target=feedback, actor=by, kind=kind, reason=reason)
    return hidden


def public_comment(feedback: Feedback) -> str:
    """The comment with what was hidden in it covered; longer passages first."""
    text = feedback.comment
    passages = (hidden.passage for hidden in feedback.hidden.all())
    for passage in sorted(passages, key=len, reverse=True):
        text = text.replace(passage, COVER)
    return text


def scores_of(homes: Iterable[Home]) -> dict[int, Score]:
    """The score of the last year by home id, for homes that have ratings; one query."""
    rows = (
        Feedback.objects.lately()
        .filter(home__in=[home.pk for home in homes])
        .order_by()
        .values_list("home_id", "stars")
        .annotate(count=Count("pk"))
    )
    found: dict[int, dict[int, int]] = {}
    for home_id, stars, count in rows:
        found.setdefault(home_id, {})[stars] = count
    return {home_id: score_of(stars) for home_id, stars in found.items()}
