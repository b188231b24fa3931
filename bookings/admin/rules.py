"""The admin of booking rules and quotas, and the page that says which rules apply and why."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from bookings.admin.rule_form import OWNERS, RuleSetForm
from bookings.counting import quota_text
from bookings.explaining import explained, label_of, owners_above, quotas_over, value_text
from bookings.models import PeakTime, Quota, RuleSet
from bookings.rule_fields import NAMES, column
from bookings.rule_sets import Owner, drop_rules, named, quotas_changed, save_rules
from bookings.spaces import set_cap
from common.admin import ScopedAdmin, ScopedInline
from homes.models import Home, Space
from unions.enums import Power
from unions.models import Union

MODELS = {"union": Union, "home": Home, "space": Space}
WHOSE = {"fields": list(OWNERS), "description": _("Choose one of the three.")}
EACH_PERSON = _("Of each person; bookings or minutes, as chosen beside the number.")
TIMES = (
    _("When and how long"),
    {
        "fields": [
            "step_minutes",
            ("min_minutes", "max_minutes"),
            ("lead_minutes", "horizon_days"),
            ("buffer_before_minutes", "buffer_minutes"),
        ]
    },
)
COMING = (
    _("Cancelling and coming"),
    {"fields": [("cancel_minutes", "late_cancel"), ("check_in_required", "grace_minutes")]},
)
WAITING = (
    _("Waiting list"),
    {"fields": ["keep_minutes", ("keep_last_day_minutes", "keep_last_hours_minutes")]},
)
WHO = (
    _("Who may book"),
    {
        "fields": [
            ("daily_quota", "needs_approval"),
            ("members_only", "partners_only"),
            ("women_only", "adults_only"),
        ]
    },
)
WHOLE_HOME = (_("The whole home"), {"fields": ["cap"]})


class OfOwnerAdmin(ScopedAdmin):
    """Rows of a union, a home or a space; whose it is stays."""

    autocomplete_fields = list(OWNERS)
    list_select_related = ["union", "home", "space__home"]
    search_fields = ["union__name", "home__name", "space__name", "space__home__name"]
    deletable = True

    def get_readonly_fields(self, request, obj=None):
        return ["owner_named"] if obj else []

    @display(description=_("whose"))
    def owner_named(self, row) -> str:
        return " · ".join(reversed(self.whose(row)))

    @display(description=_("whose"), header=True)
    def whose(self, row) -> list[str]:
        owner = row.owner
        above = str(owner.home) if isinstance(owner, Space) else ""
        return [str(owner), above or str(owner._meta.verbose_name)]


@admin.register(RuleSet)
class RuleSetAdmin(OfOwnerAdmin):
    """What is saved here brings the spaces below up to date; a Refusal comes back in the form."""

    form = RuleSetForm
    list_display = ["whose", "says"]

    def get_urls(self):
        of, why = (
            self.admin_site.admin_view(self.of_view),
            self.admin_site.admin_view(self.why_view),
        )
        return [
            *(
                path(f"of-{kind}/<int:pk>/", of, {"kind": kind}, name=f"bookings_rules_of_{kind}")
                for kind in MODELS
            ),
            path("why/<int:pk>/", why, name="bookings_rules_why"),
            *super().get_urls(),
        ]

    def get_fieldsets(self, request, obj=None):
        whose = (None, {"fields": ["owner_named"]} if obj else WHOSE)
        about_home = obj.home_id if obj else request.GET.get("home")
        return [whose, TIMES, COMING, WAITING, WHO, *([WHOLE_HOME] if about_home else [])]

    def save_model(self, request, obj, form, change):
        owner = obj.owner
        self.refuse_owner(request, owner)
        values = {name: form.cleaned_data[name] for name in NAMES}
        saved = save_rules(owner=owner, values=values, by=request.user)
        obj.pk = saved.pk
        if isinstance(owner, Home) and "cap" in form.changed_data:
            set_cap(home=owner, cap=form.cleaned_data["cap"], by=request.user)

    def refuse_owner(self, request, owner: Owner) -> None:
        """403 where the owner is not the user's to rule."""
        rows = type(owner).objects.visible_to(request.user, self.writing_power)
        if not rows.filter(pk=owner.pk).exists():
            raise PermissionDenied

    def delete_model(self, request, obj):
        drop_rules(rules=obj, by=request.user)

    @display(description=_("what it sets"))
    def says(self, row) -> str:
        names = [name for name in NAMES if getattr(row, name) is not None]
        return "; ".join(
            _("%(rule)s: %(value)s")
            % {"rule": label_of(name), "value": value_text(name, column(name, getattr(row, name)))}
            for name in names
        )

    # ---- from a union, a home or a space to its rules ----

    def of_view(self, request, kind: str, pk: int):
        """To the rules of one: to change them, to set the first, or for who may not, to read."""
        owner = get_object_or_404(MODELS[kind].objects.visible_to(request.user), pk=pk)
        rules = RuleSet.objects.filter(**named(owner)).first()
        if rules is not None:
            return HttpResponseRedirect(reverse("admin:bookings_ruleset_change", args=[rules.pk]))
        if type(owner).objects.visible_to(request.user, Power.EDIT).filter(pk=pk).exists():
            add = reverse("admin:bookings_ruleset_add")
            return HttpResponseRedirect(f"{add}?{kind}={pk}")
        if isinstance(owner, Space):
            return HttpResponseRedirect(reverse("admin:bookings_rules_why", args=[pk]))
        return HttpResponseRedirect(reverse("admin:bookings_ruleset_changelist"))

    def why_view(self, request, pk: int):
        """The effective rules of a space: each value, who says it, what it refuses."""
        spaces = Space.objects.visible_to(request.user).select_related("home__union")
        space = get_object_or_404(spaces, pk=pk)
        editable = {
            (kind, row.pk)
            for row in (space, *owners_above(space))
            for kind in [str(row._meta.model_name)]
            if type(row).objects.visible_to(request.user, Power.EDIT).filter(pk=row.pk).exists()
        }
        context = {
            **self.admin_site.each_context(request),
            "title": _("Booking rules that apply"),
            "space": space,
            "rows": [(row, self._link(row.source, editable)) for row in explained(space)],
            "quotas": [
                (quota_text(quota), self._link(quota.owner, editable, quota))
                for quota in quotas_over(space)
            ],
            "chain": [(row, self._link(row, editable)) for row in (space, *owners_above(space))],
        }
        return TemplateResponse(request, "admin/booking_rules.html", context)

    @staticmethod
    def _link(owner: Owner | None, editable: set, quota: Quota | None = None) -> str:
        """Where the user may change what an owner says; "" where she may not."""
        if owner is None or (str(owner._meta.model_name), owner.pk) not in editable:
            return ""
        if quota is not None:
            return reverse("admin:bookings_quota_change", args=[quota.pk])
        return reverse(f"admin:bookings_rules_of_{owner._meta.model_name}", args=[owner.pk])


class PeakTimeInline(ScopedInline):
    model = PeakTime
    tab = False
    verbose_name_plural = _("peak times (none: it always counts)")
    fields = ["weekdays", "starts", "ends"]


@admin.register(Quota)
class QuotaAdmin(OfOwnerAdmin):
    list_display = ["whose", "in_words"]
    inlines = [PeakTimeInline]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("peaks")

    def get_fieldsets(self, request, obj=None):
        whose = {"fields": ["owner_named"]} if obj else WHOSE
        limit = {"fields": [("limit", "measure"), "period"], "description": EACH_PERSON}
        return [(None, whose), (_("The limit"), limit)]

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if not change:
            quotas_changed(owners=[form.instance.owner])

    def delete_model(self, request, obj):
        owner = obj.owner
        super().delete_model(request, obj)
        quotas_changed(owners=[owner])

    @display(description=_("quota"))
    def in_words(self, row) -> str:
        return quota_text(row)
