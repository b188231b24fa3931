"""The admin of ratings: read them, answer in public, hide personal data and nothing else."""

from functools import partial

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter, DropdownFilter
from unfold.decorators import action, display

from common.admin import ReadOnlyInline, attempt, close_dialog
from common.admin_fields import Tones
from common.admin_filters import DayRangeFilter
from homes.admin import OfHomeAdmin
from homes.admin.filters import OfHomeDivisionFilter
from services import ratings
from services.admin.forms import AnswerForm, HideDialog
from services.models import Feedback, HiddenPassage
from services.rules import can_hide

COLOURS = {1: "danger", 2: "danger", 3: "warning", 4: "success", 5: "success"}
MOST_WORDS = 60


class LowFilter(DropdownFilter):
    """Low ratings, all of them or those that wait for an answer."""

    title = _("rating")
    parameter_name = "low"

    def lookups(self, request, model_admin):
        return [("yes", _("low, not answered (last 30 days)")), ("all", _("low, all"))]

    def queryset(self, request, queryset):
        if self.value() == "yes":
            return queryset.low_and_unanswered()
        return queryset.low() if self.value() == "all" else queryset


class HiddenPassageInline(ReadOnlyInline):
    """What was hidden, by whom and why; the words themselves stand in the comment above."""

    model = HiddenPassage
    fields = ["at", "kind", "passage", "reason", "by"]
    readonly_fields = fields


@admin.register(Feedback)
class FeedbackAdmin(OfHomeAdmin):
    """Who rated stays unsaid here, so that people dare to say what was bad."""

    form = AnswerForm
    autocomplete_fields: list[str] = []
    list_display = ["stars_label", "home", "words", "occasion_label", "created_at", "answered"]
    list_display_links = ["stars_label", "words"]
    list_filter = [
        LowFilter,
        ("occasion", ChoicesDropdownFilter),
        OfHomeDivisionFilter,
        ("created_at", DayRangeFilter),
    ]
    search_fields = ["comment", "answer", "home__name", "home__code"]
    inlines = [HiddenPassageInline]
    actions_detail = ["hide"]
    readonly_fields = ["home", "stars", "what", "comment", "created_at", "changed_at"]

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows.select_related(
            "reservation__space", "sign_up__session__activity", "home", "answered_by"
        )

    def get_fields(self, request, obj=None):
        shown = [*self.readonly_fields]
        if obj is not None and self.has_change_permission(request, obj):
            shown.append("reply")
        return [*shown, "answered_at", "answered_by"]

    def get_readonly_fields(self, request, obj=None):
        return [*self.readonly_fields, "answered_at", "answered_by"]

    def has_add_permission(self, request) -> bool:
        return False

    def save_model(self, request, obj, form, change):
        ratings.answer(feedback=obj, text=form.cleaned_data["reply"], by=request.user)

    def has_hide_permission(self, request, object_id=None) -> bool:
        return object_id is None or can_hide(request.user, self.get_object(request, object_id))

    @action(
        description=_("Hide personal data"),
        icon="visibility_off",
        permissions=["hide"],
        dialog={
            "title": _("Hide personal data"),
            "description": _(
                "Only words that are personal data may be hidden, such as a name or a number; "
                "the rest of the comment and its stars stay. Who hid what and why is kept."
            ),
            "form_class": HideDialog,
            "form_submit_text": _("Hide these words"),
        },
    )
    def hide(self, request, form, object_id):
        feedback = self.get_object(request, object_id)
        if not can_hide(request.user, feedback):
            raise PermissionDenied
        said = {name: form.cleaned_data[name] for name in ("passage", "kind", "reason")}
        hide = partial(ratings.hide_passage, feedback=feedback, by=request.user, **said)
        attempt(request, _("The words are hidden."), hide)
        return close_dialog(view="services_feedback_change", args=(feedback.pk,))

    @display(description=_("stars"), ordering="stars", label=Tones(COLOURS))
    def stars_label(self, row):
        return row.stars, f"{row.stars} ★"

    @display(description=_("comment"))
    def words(self, row) -> str:
        if len(row.comment) <= MOST_WORDS:
            return row.comment or "–"
        return f"{row.comment[:MOST_WORDS]}…"

    @display(description=_("occasion"), ordering="occasion")
    def occasion_label(self, row) -> str:
        return row.get_occasion_display()

    @display(description=_("occasion"))
    def what(self, row) -> str:
        """Which room or activity; a confidential room is not named."""
        if row.confidential:
            return _("a confidential room")
        if row.reservation is not None:
            return f"{row.get_occasion_display()} · {row.reservation.space}"
        if row.sign_up is not None:
            return f"{row.get_occasion_display()} · {row.sign_up.session.activity}"
        return row.get_occasion_display()

    @display(description=_("answered"), boolean=True)
    def answered(self, row) -> bool:
        return bool(row.answer)
