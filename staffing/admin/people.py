"""The admin of providers, contracts and staff."""

from functools import partial

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import action, display

from common.admin import ReadOnlyInline, ScopedAdmin, attempt, close_dialog
from common.admin_fields import yuan_text
from homes.admin import HomeAdmin, OfHomeAdmin
from homes.admin.filters import OfHomeDivisionFilter, TermFilter
from staffing.actions import link_account
from staffing.admin.forms import AccountDialog
from staffing.models import Contract, Provider, StaffMember
from unions.actions import register_worker
from unions.enums import Power
from unions.phones import masked
from unions.scope import union_paths


@admin.register(Provider)
class ProviderAdmin(ScopedAdmin):
    list_display = ["name", "uscc", "union", "phone"]
    list_select_related = ["union"]
    search_fields = ["name", "uscc"]
    autocomplete_fields = ["union"]

    def has_add_permission(self, request) -> bool:
        """Services are bought by unions."""
        return request.user.is_superuser or bool(union_paths(request.user, Power.EDIT))


@admin.register(Contract)
class ContractAdmin(OfHomeAdmin):
    list_display = ["number", "provider", "home", "amount", "starts_on", "ends_on"]
    list_select_related = ["provider", "home"]
    list_filter = [TermFilter, OfHomeDivisionFilter]
    search_fields = ["number", "provider__name", "home__name", "home__code"]
    autocomplete_fields = ["provider", "home"]

    @display(description=_("amount (yuan)"), ordering="amount_fen")
    def amount(self, row) -> str:
        return yuan_text(row.amount_fen)


@admin.register(StaffMember)
class StaffMemberAdmin(OfHomeAdmin):
    list_display = ["name", "role_label", "home", "masked_phone", "provider", "account", "ends_on"]
    list_select_related = ["home", "provider"]
    list_filter = [("role", ChoicesDropdownFilter), TermFilter, OfHomeDivisionFilter]
    search_fields = ["name", "home__name", "home__code", "provider__name"]
    autocomplete_fields = ["home", "provider"]
    fields = ["home", "name", "role", "phone", "provider", ("starts_on", "ends_on"), "note"]
    actions_detail = ["link"]

    def get_readonly_fields(self, request, obj=None):
        return ["home"] if obj else []

    def choice_label(self, row):
        return f"{row.home} · {row}"

    def has_link_permission(self, request, object_id=None) -> bool:
        return self.has_change_permission(request, object_id)

    @action(
        description=_("Link an account"),
        icon="link",
        permissions=["link"],
        dialog={
            "title": _("Which account is it?"),
            "description": _("With it the person sees their own shifts and takes free ones."),
            "form_class": AccountDialog,
            "form_submit_text": _("Link"),
        },
    )
    def link(self, request, form, object_id):
        member = self.fetch(request, object_id, self.writing_power)
        attempt(
            request,
            _("The account is linked."),
            partial(self._link, request, member, form.cleaned_data["phone"]),
        )
        return close_dialog(view="staffing_staffmember_change", args=(member.pk,))

    def _link(self, request, member: StaffMember, phone: str) -> None:
        person = register_worker(phone=phone, display_name=member.name, by=request.user)
        link_account(member=member, person=person, by=request.user)

    @display(description=_("mobile number"))
    def masked_phone(self, member) -> str:
        return masked(member.phone) if member.phone else "–"

    @display(description=_("role"), ordering="role", label=True)
    def role_label(self, member) -> str:
        return member.get_role_display()

    @display(description=_("account"), boolean=True)
    def account(self, member) -> bool:
        return member.person_id is not None


class StaffInline(ReadOnlyInline):
    model = StaffMember
    fields = ["name", "role", "provider", "starts_on", "ends_on"]
    readonly_fields = fields
    show_change_link = True
    hide_title = False

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("provider")


# A higher app adds its tab to the home's page; homes know nothing of staffing.
HomeAdmin.inlines.append(StaffInline)
