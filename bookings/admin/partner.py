"""The admin of workers of co-building firms: a cadre confirms what a worker says."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from bookings.enums import Claim
from bookings.models import PartnerWorker
from bookings.partners import decide_claim
from common.admin import ScopedAdmin
from common.admin_fields import Tones
from unions.enums import Power

COLOURS = {Claim.WAITING: "warning", Claim.CONFIRMED: "success", Claim.REFUSED: "danger"}


@admin.register(PartnerWorker)
class PartnerWorkerAdmin(ScopedAdmin):
    list_display = ["person", "masked_phone", "firm", "home", "state_label", "asked_at"]
    list_select_related = ["person", "agreement__home"]
    list_filter = [("state", ChoicesDropdownFilter)]
    search_fields = ["person__display_name", "agreement__partner", "agreement__home__name"]
    fields = ["person", "masked_phone", "firm", "home", "state", "asked_at", "decided_at"]
    actions = ["confirm_all", "refuse_all"]

    def has_add_permission(self, request) -> bool:
        """Only the worker can say for whom she works."""
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        """No field is edited by hand; `has_decide_permission` guards the actions."""
        return False

    def has_decide_permission(self, request, obj=None) -> bool:
        allowed = request.user.has_perm("bookings.change_partnerworker")
        return allowed and (obj is None or self.holds(request, obj, Power.EDIT))

    @admin.action(description=_("Confirm: works there"), permissions=["decide"])
    def confirm_all(self, request, queryset):
        self.do_each(
            request,
            queryset,
            lambda row: decide_claim(claim=row, confirm=True, by=request.user),
            lambda count: ngettext("%(count)s confirmed.", "%(count)s confirmed.", count),
        )

    @admin.action(description=_("Does not work there"), permissions=["decide"])
    def refuse_all(self, request, queryset):
        self.do_each(
            request,
            queryset,
            lambda row: decide_claim(claim=row, confirm=False, by=request.user),
            lambda count: ngettext("%(count)s not confirmed.", "%(count)s not confirmed.", count),
        )

    @display(description=_("mobile number"))
    def masked_phone(self, row) -> str:
        return row.person.masked_phone

    @display(description=_("firm"), ordering="agreement__partner")
    def firm(self, row) -> str:
        return row.agreement.partner

    @display(description=_("home"), ordering="agreement__home")
    def home(self, row) -> str:
        return str(row.agreement.home)

    @display(description=_("state"), ordering="state", label=Tones(COLOURS))
    def state_label(self, row):
        return row.state, row.get_state_display()
