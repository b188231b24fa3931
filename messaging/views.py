"""One's own messages, and how one wants them."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django.views.i18n import set_language

from common.errors import Refusal
from messaging import actions, email_codes
from messaging.forms import ChoicesForm, CodeForm, EmailForm
from messaging.models import Notice, Preferences, preferences_of
from unions.requests import SignedInRequest

PAGE = 20


@require_GET
def inbox(request: SignedInRequest) -> HttpResponse:
    """The person's messages, newest first; with `?unread=1` only those not opened yet."""
    rows = Notice.objects.visible_to(request.user)
    only_unread = request.GET.get("unread") == "1"
    if only_unread:
        rows = rows.unread()
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "messaging/inbox.html", {"page_obj": page, "only_unread": only_unread})


@require_POST
def open_notice(request: SignedInRequest, pk: int) -> HttpResponse:
    """Mark a message as read and go where it leads."""
    notice = get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)
    actions.read(notice=notice)
    inside = url_has_allowed_host_and_scheme(notice.url, allowed_hosts=None)
    return redirect(notice.url if inside else "messaging:inbox")


@require_POST
def read_all(request: SignedInRequest) -> HttpResponse:
    """Mark all messages as read."""
    count = actions.read_all(person=request.user)
    text = ngettext(
        "%(count)s message marked as read.", "%(count)s messages marked as read.", count
    )
    messages.success(request, text % {"count": count})
    return redirect("messaging:inbox")


@require_http_methods(["GET", "POST"])
def choices(request: SignedInRequest) -> HttpResponse:
    """What comes by SMS and e-mail, in which language, to which address."""
    preferences = preferences_of(request.user)
    form = ChoicesForm(request.POST or None, person=request.user, preferences=preferences)
    if form.is_valid():
        actions.choose(
            person=request.user, language=form.cleaned_data["language"], levels=form.levels()
        )
        messages.success(request, _("Saved."))
        return redirect("messaging:choices")
    return choices_page(request, preferences, form=form)


def choices_page(request: SignedInRequest, preferences: Preferences, **forms) -> HttpResponse:
    """The page with its three forms, of which one may have been filled in wrongly."""
    context = {
        "form": ChoicesForm(None, person=request.user, preferences=preferences),
        "email_form": EmailForm(),
        "code_form": CodeForm(),
        "email": preferences.email,
        "awaiting": email_codes.awaiting(request),
        "quiet": settings.PORTAL_QUIET_HOURS,
    }
    return render(request, "messaging/choices.html", context | forms)


@require_POST
def email(request: SignedInRequest) -> HttpResponse:
    """Send a code to the address that was typed."""
    form = EmailForm(request.POST)
    if form.is_valid():
        try:
            email_codes.ask(request, form.cleaned_data["email"])
            return redirect("messaging:choices")
        except Refusal as refusal:
            form.add_error(None, refusal.message)
    return choices_page(request, preferences_of(request.user), email_form=form)


@require_POST
def email_confirm(request: SignedInRequest) -> HttpResponse:
    """Keep the address if the code is the one that was sent to it."""
    form = CodeForm(request.POST)
    if form.is_valid():
        try:
            email_codes.confirm(request, form.cleaned_data["code"])
            messages.success(request, _("The address is confirmed."))
            return redirect("messaging:choices")
        except Refusal as refusal:
            if not email_codes.awaiting(request):
                messages.error(request, refusal.message)
                return redirect("messaging:choices")
            form.add_error("code", refusal.message)
    return choices_page(request, preferences_of(request.user), code_form=form)


@require_POST
def email_remove(request: SignedInRequest) -> HttpResponse:
    """Forget the address, be it confirmed or awaiting its code."""
    email_codes.forget(request)
    if preferences_of(request.user).email:
        actions.set_email(person=request.user, email="")
        messages.success(request, _("Your address is deleted."))
    return redirect("messaging:choices")


@login_not_required
def choose_language(request: HttpRequest) -> HttpResponse:
    """Django's change of language; for messages too, where somebody is signed in."""
    answer = set_language(request)
    language = request.POST.get("language")
    if request.user.is_authenticated and language in dict(settings.LANGUAGES):
        actions.choose_language(person=request.user, language=language)
    return answer
