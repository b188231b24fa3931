"""The outbox as the province sees it: what went out and what did not, never what it said."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from common.admin import ScopedAdmin
from common.admin_filters import DayRangeFilter
from messaging.actions import retry
from messaging.enums import Channel, DeliveryState
from messaging.mail import masked_email
from messaging.models import Delivery
from unions.phones import masked
from unions.rules import manages_province

STATE_COLOURS = {
    DeliveryState.PENDING: "info",
    DeliveryState.SENDING: "info",
    DeliveryState.SENT: "success",
    DeliveryState.FAILED: "danger",
}


@admin.register(Delivery)
class DeliveryAdmin(ScopedAdmin):
    """Nobody writes here; what failed can be sent again."""

    list_display = ["at", "about", "recipient", "channel", "state_label", "attempts", "error"]
    list_select_related = ["notice__person__message_preferences"]
    list_filter = [
        ("state", ChoicesDropdownFilter),
        ("channel", ChoicesDropdownFilter),
        ("next_try_at", DayRangeFilter),
    ]
    fields = [
        "about",
        "recipient",
        "channel",
        "state",
        "attempts",
        "next_try_at",
        "sent_at",
        "error",
        "uuid",
    ]
    readonly_fields = fields
    actions = ["send_again"]

    def has_view_permission(self, request, obj=None) -> bool:
        return manages_province(request.user)

    def has_module_permission(self, request) -> bool:
        return manages_province(request.user)

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    @admin.action(description=_("Send again"), permissions=["view"])
    def send_again(self, request, queryset):
        self.do_each(
            request,
            queryset,
            lambda row: retry(delivery=row, by=request.user),
            lambda count: ngettext(
                "%(count)s message is on its way again.",
                "%(count)s messages are on their way again.",
                count,
            ),
        )

    @display(description=_("written at"), ordering="notice__at")
    def at(self, row):
        return row.notice.at

    @display(description=_("message"))
    def about(self, row) -> str:
        return row.notice.title

    @display(description=_("recipient"))
    def recipient(self, row) -> str:
        person = row.notice.person
        if row.channel == Channel.SMS:
            return masked(row.notice.phone if person is None else person.phone)
        kept = getattr(person, "message_preferences", None)
        return masked_email(kept.email) if kept and kept.email else "–"

    @display(description=_("state"), ordering="state", label=STATE_COLOURS)
    def state_label(self, row):
        return row.state, row.get_state_display()
