"""The duty page: one's own shifts, and the shifts one can take."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from common import clock
from common.errors import Refusal
from staffing import actions, duty
from staffing.enums import AssignmentState
from staffing.models import Assignment, Shift, StaffMember


@require_GET
def duty_page(request: HttpRequest) -> HttpResponse:
    """My shifts, offers to me, and shifts at my homes that need somebody like me."""
    now = clock.now()
    own = duty.own_assignments(request.user)
    serves = duty.serving(request.user)
    context = {
        "offers": [row for row in own if row.state == AssignmentState.OFFERED],
        "own": [row for row in own if row.state != AssignmentState.OFFERED],
        "vacancies": duty.vacancies(request.user, serves),
        "serves": serves,
        "now": now,
    }
    return render(request, "staffing/duty.html", context)


@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a shift as one of one's own staff rows at its home; accepting an offer is the same."""
    own = StaffMember.objects.filter(person=request.user)
    member = get_object_or_404(own, pk=_number(request.POST.get("member", "")))
    shift = get_object_or_404(Shift, pk=pk, home=member.home_id)
    try:
        actions.take(shift=shift, member=member, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("The shift is yours. Thank you."))
    return redirect("staffing:duty")


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Give one's own shift back, or decline an offer."""
    own = Assignment.objects.filter(member__person=request.user)
    assignment = get_object_or_404(own, pk=pk)
    try:
        actions.withdraw(assignment=assignment, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("You are not on this shift any more."))
    return redirect("staffing:duty")


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 19 else 0
