"""The admin of missed bookings: strikes, appeals against them, blocks, and the policy."""

from functools import partial

from django.contrib import admin
from django.db.models import F
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import action, display
from unfold.enums import ActionVariant

from bookings import conduct
from bookings.admin.forms import NoteDialog, ReasonDialog
from bookings.enums import AppealState
from bookings.models import Appeal, Block, ConductPolicy, Strike
from common import clock
from common.admin import ScopedAdmin, attempt, close_dialog
from common.admin_fields import deadline_text, moment_text, span_text
from common.admin_filters import DayRangeFilter
from homes.admin.filters import DivisionFilter
from unions.catalogue_admin import DEFAULTS_APPLY, CatalogueAdmin
from unions.enums import Power

OF_STRIKE = ["reservation__space", "reservation__home", "person"]


class OfStrikeDivisionFilter(DivisionFilter):
    prefix = "reservation__home__"


class ByStrikeDivisionFilter(DivisionFilter):
    prefix = "strike__reservation__home__"


class OfConductAdmin(ScopedAdmin):
    """Rows that the portal writes. Cadres act on them by dialogs; no field is edited by hand."""

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_act_permission(self, request, obj=None) -> bool:
        allowed = request.user.has_perm("bookings.change_reservation")
        return allowed and (obj is None or self.holds(request, obj, Power.EDIT))

    def offered(self, row) -> tuple[str, ...]:
        """The dialogs that make sense for a row."""
        raise NotImplementedError

    def get_actions_detail(self, request, object_id):
        row = self.get_object(request, object_id)
        names = {f"bookings_{self.opts.model_name}_{name}" for name in self.offered(row)}
        found = super().get_actions_detail(request, object_id)
        return [item for item in found if item.action_name in names]

    def act(self, request, object_id: str, done, do):
        """Do it to the row of a dialog; then its page says what came of it."""
        row = self.fetch(request, object_id, Power.EDIT)
        attempt(request, done, lambda: do(row))
        return close_dialog(view=f"bookings_{self.opts.model_name}_change", args=(row.pk,))

    @display(description=_("person"))
    def who(self, row) -> str:
        return f"{row.person} {row.person.masked_phone}"


def booking_text(strike: Strike) -> str:
    """When and where the missed booking was."""
    booked = strike.reservation
    return f"{span_text(booked.starts_at, booked.ends_at)} {booked.space} · {booked.home}"


@admin.register(Strike)
class StrikeAdmin(OfConductAdmin):
    list_display = ["who", "booking", "kind_label", "counts", "recorded_at", "standing"]
    list_display_links = ["who"]
    list_select_related = OF_STRIKE
    list_filter = [
        ("kind", ChoicesDropdownFilter),
        ("at", DayRangeFilter),
        OfStrikeDivisionFilter,
    ]
    search_fields = ["person__display_name", "reservation__home__name"]
    fields = ["who", "booking", "kind_label", "counts", "recorded_at", "recorded"]
    taken_back = ["taken_back_at", "waived_by", "reason"]
    readonly_fields = [*fields, *taken_back]
    actions_detail = ["waive"]

    def get_fields(self, request, obj=None):
        return self.readonly_fields if obj is None or obj.waived_at else self.fields

    def offered(self, row) -> tuple[str, ...]:
        return () if row.waived_at else ("waive",)

    @display(description=_("recorded by"))
    def recorded(self, row) -> str:
        return str(row.recorded_by or _("the portal"))

    @display(description=_("taken back at"))
    def taken_back_at(self, row) -> str:
        return moment_text(row.waived_at)

    @display(description=_("booking"))
    def booking(self, row) -> str:
        return booking_text(row)

    @display(description=pgettext_lazy("of a strike", "what for"), ordering="kind")
    def kind_label(self, row) -> str:
        return row.get_kind_display()

    @display(description=_("strike points"), ordering="weight")
    def counts(self, row) -> str:
        return f"{row.weight.normalize():f}"

    @display(description=_("recorded at"), ordering="at")
    def recorded_at(self, row) -> str:
        return moment_text(row.at)

    @display(description=_("state"), label={"counts": "warning", "waived": "success"})
    def standing(self, row):
        if row.waived_at:
            return "waived", pgettext("of a strike", "taken back")
        return "counts", pgettext("of a strike", "on record")

    @display(description=_("why it was taken back"))
    def reason(self, row) -> str:
        return row.why or "–"

    @action(
        description=_("Take it back"),
        icon="undo",
        permissions=["act"],
        variant=ActionVariant.PRIMARY,
        dialog={
            "title": _("Take this strike back?"),
            "description": _("A block that rests on it is lifted at once. The person is told."),
            "form_class": ReasonDialog,
            "form_submit_text": _("Take it back"),
        },
    )
    def waive(self, request, form, object_id):
        why = form.cleaned_data["note"]
        return self.act(
            request,
            object_id,
            _("It no longer counts."),
            lambda row: conduct.waive(strike=row, why=why, by=request.user),
        )


@admin.register(Appeal)
class AppealAdmin(OfConductAdmin):
    """Answered by somebody else than who recorded the strike; without an answer it is granted."""

    # What waits stands first, the most urgent on top; then what was decided last.
    ordering = [F("decided_at").desc(nulls_first=True), "due_at", "pk"]
    list_display = ["who", "booking", "text", "due", "state_label"]
    list_display_links = ["who"]
    list_select_related = ["strike__reservation__space", "strike__reservation__home", "person"]
    list_filter = [
        ("state", ChoicesDropdownFilter),
        ("at", DayRangeFilter),
        ByStrikeDivisionFilter,
    ]
    search_fields = ["person__display_name", "strike__reservation__home__name"]
    fields = ["who", "booking", "recorded", "text", "sent_at", "due", "state"]
    answered = ["answered_at", "answered_by", "answer"]
    readonly_fields = [*fields, *answered]
    actions_detail = ["uphold", "reject"]

    def get_fields(self, request, obj=None):
        return self.readonly_fields if obj is None or obj.decided_at else self.fields

    def offered(self, row) -> tuple[str, ...]:
        return ("uphold", "reject") if row.state == AppealState.OPEN else ()

    @display(description=_("appealed at"))
    def sent_at(self, row) -> str:
        return moment_text(row.at)

    @display(description=_("answered at"))
    def answered_at(self, row) -> str:
        return moment_text(row.decided_at)

    @display(description=_("answered by"))
    def answered_by(self, row) -> str:
        return str(row.decided_by or _("the portal"))

    @display(description=_("booking"))
    def booking(self, row) -> str:
        return booking_text(row.strike)

    @display(description=_("recorded by"))
    def recorded(self, row) -> str:
        return str(row.strike.recorded_by or _("the portal"))

    @display(description=_("answer due"), ordering="due_at")
    def due(self, row) -> str:
        return deadline_text(row.due_at)

    @display(
        description=_("state"),
        ordering="state",
        label={
            AppealState.OPEN: "warning",
            AppealState.UPHELD: "success",
            AppealState.REJECTED: "danger",
        },
    )
    def state_label(self, row):
        return row.state, row.get_state_display()

    def decided(self, request, form, object_id: str, done, *, uphold: bool):
        answer = form.cleaned_data["note"]
        decide = partial(conduct.decide_appeal, uphold=uphold, answer=answer, by=request.user)
        return self.act(request, object_id, done, lambda row: decide(appeal=row))

    @action(
        description=_("Uphold the appeal"),
        icon="check",
        permissions=["act"],
        variant=ActionVariant.SUCCESS,
        dialog={
            "title": _("Uphold this appeal?"),
            "description": _("The strike is taken back and a block that rests on it lifted."),
            "form_class": NoteDialog,
            "form_submit_text": _("Uphold the appeal"),
        },
    )
    def uphold(self, request, form, object_id):
        return self.decided(request, form, object_id, _("The appeal is upheld."), uphold=True)

    @action(
        description=_("Don't uphold it"),
        icon="block",
        permissions=["act"],
        variant=ActionVariant.DANGER,
        dialog={
            "title": _("Leave the strike as it is?"),
            "form_class": ReasonDialog,
            "form_submit_text": _("Don't uphold it"),
        },
    )
    def reject(self, request, form, object_id):
        return self.decided(request, form, object_id, _("The appeal is answered."), uphold=False)


@admin.register(Block)
class BlockAdmin(OfConductAdmin):
    list_display = ["who", "where", "since", "until", "state_label"]
    list_display_links = ["who"]
    list_select_related = ["person", "home"]
    list_filter = [
        ("ends_at", DayRangeFilter),
        ByStrikeDivisionFilter,
    ]
    search_fields = ["person__display_name"]
    fields = ["who", "where", "starts_at", "ends_at", "strike"]
    fields += ["lifted_at", "lifted_by", "lifted_why"]
    readonly_fields = fields
    actions_detail = ["lift"]

    def offered(self, row) -> tuple[str, ...]:
        return ("lift",) if row.lifted_at is None and row.ends_at > clock.now() else ()

    @display(description=_("from"), ordering="starts_at")
    def since(self, row) -> str:
        return moment_text(row.starts_at)

    @display(description=_("to"), ordering="ends_at")
    def until(self, row) -> str:
        return moment_text(row.ends_at)

    @display(description=_("where"))
    def where(self, row) -> str:
        return str(row.home or _("everywhere"))

    @display(
        description=_("state"),
        label={"running": "danger", "over": "info", "lifted": "success"},
    )
    def state_label(self, row):
        if row.lifted_at:
            return "lifted", _("lifted")
        running = row.ends_at > clock.now()
        return ("running", _("running")) if running else ("over", _("over"))

    @action(
        description=_("Lift the block"),
        icon="lock_open",
        permissions=["act"],
        variant=ActionVariant.PRIMARY,
        dialog={
            "title": _("Lift this block?"),
            "description": _("The person can book again at once; the strikes stay on record."),
            "form_class": ReasonDialog,
            "form_submit_text": _("Lift the block"),
        },
    )
    def lift(self, request, form, object_id):
        why = form.cleaned_data["note"]
        return self.act(
            request,
            object_id,
            _("The block is lifted."),
            lambda row: conduct.lift(block=row, why=why, by=request.user),
        )


@admin.register(ConductPolicy)
class ConductPolicyAdmin(CatalogueAdmin):
    """One row, kept by the province."""

    while_empty = DEFAULTS_APPLY
    list_display = ["__str__", "warn_at", "block_at", "block_days", "longest_block_days"]

    def has_add_permission(self, request) -> bool:
        return super().has_add_permission(request) and not ConductPolicy.objects.exists()
