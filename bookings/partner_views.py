"""A worker says for which co-building firm of a home she works."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bookings import partners
from bookings.models import PartnerWorker
from bookings.models.partner import in_force
from homes.models import Home
from unions.requests import SignedInRequest


@require_http_methods(["GET", "POST"])
def partner(request: SignedInRequest, code: str) -> HttpResponse:
    """The firms of a home and what one has said; on POST say it."""
    home = get_object_or_404(Home.objects.public(), code=code)
    firms = in_force().filter(home=home).order_by("partner")
    if request.method == "POST":
        key = request.POST.get("firm", "")
        firm = get_object_or_404(firms, pk=key if key.isdecimal() and len(key) < 15 else 0)
        partners.claim(person=request.user, agreement=firm)
        messages.success(request, _("Noted. The home will confirm it."))
        return redirect("bookings:partner", code)
    own = PartnerWorker.objects.filter(person=request.user, agreement__home=home)
    claims = {claim.agreement_id: claim for claim in own}
    rows = [(firm, claims.get(firm.pk)) for firm in firms]
    return render(request, "bookings/partner.html", {"home": home, "rows": rows})
