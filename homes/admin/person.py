"""The admin of people. It stands here because a person's powers come from homes, too."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import action, display

from common.admin import ReadOnlyInline, ScopedAdmin, attempt, close_dialog
from homes.models import HomeAppointment
from homes.people import people_visible_to, stands_within
from unions.actions import set_password
from unions.admin_forms import PasswordDialog
from unions.enums import Power
from unions.models import Appointment, Person


class AppointmentInline(ReadOnlyInline):
    model = Appointment
    fields = ["union", "role", "valid_from", "valid_to"]
    readonly_fields = fields


class HomeAppointmentInline(ReadOnlyInline):
    model = HomeAppointment
    fields = ["home", "role", "valid_from", "valid_to"]
    readonly_fields = fields


@admin.register(Person)
class PersonAdmin(ScopedAdmin):
    """Those who act for unions and homes. They come by an appointment, workers by themselves."""

    writing_power = Power.MANAGE
    list_display = ["name", "masked_phone", "member_status", "is_staff", "is_active"]
    list_filter = [("member_status", ChoicesDropdownFilter), "is_staff", "is_active"]
    search_fields = ["display_name", "phone"]
    inlines = [AppointmentInline, HomeAppointmentInline]
    actions_detail = ["give_password"]

    def get_queryset(self, request):
        return people_visible_to(request.user)

    def rows(self, request, power):
        return people_visible_to(request.user, power)

    def get_search_results(self, request, queryset, search_term):
        """A number is found when it is known whole, not by trying its digits."""
        if search_term.strip().isdigit() and len(search_term.strip()) < 11:
            return queryset.none(), False
        return super().get_search_results(request, queryset, search_term)

    def get_fields(self, request, obj=None):
        number = "phone" if self._may_see_number(request, obj) else "masked_phone"
        return [number, "display_name", "member_status", "worker_group", "is_active", "last_login"]

    def get_readonly_fields(self, request, obj=None):
        return ["phone", "masked_phone", "last_login"]

    def _may_see_number(self, request, person) -> bool:
        return person is None or self.holds(request, person, Power.MANAGE)

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        if obj is None or not super().has_change_permission(request, obj):
            return super().has_change_permission(request, obj)
        person = obj if isinstance(obj, Person) else Person.objects.get(pk=obj)
        return stands_within(person, request.user)

    def has_give_password_permission(self, request, object_id=None) -> bool:
        return self.has_change_permission(request, object_id)

    @action(
        description=_("New password"),
        icon="key",
        permissions=["give_password"],
        dialog={
            "title": _("New password"),
            "description": _("Tell it to the person yourself; it is shown nowhere."),
            "form_class": PasswordDialog,
            "form_submit_text": _("Save"),
        },
    )
    def give_password(self, request, form, object_id):
        person = self.get_object(request, object_id)
        if not self.has_change_permission(request, person):
            raise PermissionDenied
        password = form.cleaned_data["password"]
        attempt(
            request,
            _("The password is set."),
            lambda: set_password(person=person, password=password, by=request.user),
        )
        return close_dialog(view="unions_person_change", args=(person.pk,))

    @display(description=_("name"), ordering="display_name")
    def name(self, person) -> str:
        return str(person)

    @display(description=_("mobile number"))
    def masked_phone(self, person) -> str:
        return person.masked_phone
