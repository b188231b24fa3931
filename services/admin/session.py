"""The admin of sessions. They are scheduled, moved, called off and noted by actions only."""

from functools import partial

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import action, display
from unfold.enums import ActionVariant

from common.admin import ReadOnlyInline, ScopedAdmin, attempt, close_dialog
from common.admin_fields import Tones, span_text
from common.admin_filters import DayRangeFilter
from homes.admin.filters import DivisionFilter
from services import actions
from services.admin.forms import CancelDialog, LogDialog, RecordDialog, SessionForm
from services.enums import SessionState
from services.models import Session, SignUp
from unions.enums import Power

STATE_COLOURS = {
    SessionState.SCHEDULED: "info",
    SessionState.HELD: "success",
    SessionState.CANCELLED: "danger",
}
OFFERED = {SessionState.SCHEDULED: ("record", "call_off"), SessionState.HELD: ("record",)}


class SessionDivisionFilter(DivisionFilter):
    prefix = "activity__home__"


class SignUpInline(ReadOnlyInline):
    model = SignUp
    fields = ["person", "masked_phone", "places", "state", "at"]
    readonly_fields = fields

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("person")

    @display(description=_("mobile number"))
    def masked_phone(self, row) -> str:
        return row.person.masked_phone


@admin.register(Session)
class SessionAdmin(ScopedAdmin):
    form = SessionForm
    list_display = ["when", "activity", "home", "space", "state_label", "places", "person_times"]
    list_select_related = ["activity__home", "space"]
    list_filter = [
        ("state", ChoicesDropdownFilter),
        ("on", DayRangeFilter),
        SessionDivisionFilter,
    ]
    date_hierarchy = "on"
    search_fields = ["activity__name", "activity__home__name", "activity__home__code"]
    autocomplete_fields = ["activity", "space"]
    inlines = [SignUpInline]
    actions_list = ["log"]
    actions_detail = ["record", "call_off"]

    def get_inlines(self, request, obj):
        return self.inlines if obj else []

    def get_fields(self, request, obj=None):
        fields = ["activity", ("starts_at", "ends_at"), "space", "capacity", "sign_up_closes_at"]
        if obj is None:
            return [*fields, "members_only"]
        return [*fields, "members_only", "state", "person_times", "method"]

    def get_readonly_fields(self, request, obj=None):
        return ["activity", "members_only", "state", "person_times", "method"] if obj else []

    def has_change_permission(self, request, obj=None) -> bool:
        if isinstance(obj, Session) and obj.state != SessionState.SCHEDULED:
            return False
        return super().has_change_permission(request, obj)

    def save_model(self, request, obj, form, change):
        data = form.cleaned_data
        wanted = {
            name: data[name]
            for name in ("starts_at", "ends_at", "capacity", "space", "sign_up_closes_at")
        }
        if change:
            saved = Session.objects.get(pk=obj.pk)
            actions.reschedule_session(session=saved, by=request.user, **wanted)
        else:
            wanted |= {"activity": data["activity"], "members_only": data["members_only"]}
            obj.pk = actions.schedule_session(by=request.user, **wanted).pk
        obj.refresh_from_db()

    def has_note_permission(self, request, obj=None) -> bool:
        allowed = request.user.has_perm("services.change_session")
        return allowed and (obj is None or self.holds(request, obj, Power.EDIT))

    def get_actions_detail(self, request, object_id):
        state = self.get_queryset(request).filter(pk=object_id).values_list("state", flat=True)
        offered = {f"services_session_{name}" for name in OFFERED.get(state.first(), ())}
        found = super().get_actions_detail(request, object_id)
        return [item for item in found if item.action_name in offered]

    @action(
        description=_("Note that it took place"),
        icon="done_all",
        permissions=["note"],
        variant=ActionVariant.SUCCESS,
        dialog={
            "title": _("How many came?"),
            "form_class": RecordDialog,
            "form_submit_text": _("Save"),
        },
    )
    def record(self, request, form, object_id):
        session = self.fetch(request, object_id, Power.EDIT)
        attempt(
            request,
            _("The session is noted."),
            partial(
                actions.record_session,
                session=session,
                by=request.user,
                person_times=form.cleaned_data["person_times"],
            ),
        )
        return close_dialog(view="services_session_change", args=(session.pk,))

    @action(
        description=_("Call it off"),
        icon="event_busy",
        permissions=["note"],
        variant=ActionVariant.DANGER,
        dialog={
            "title": _("Call this session off?"),
            "description": _("Its space becomes free, and everyone signed up is told."),
            "form_class": CancelDialog,
            "form_submit_text": _("Call it off"),
        },
    )
    def call_off(self, request, form, object_id):
        session = self.fetch(request, object_id, Power.EDIT)
        note = form.cleaned_data["note"]
        attempt(
            request,
            _("The session is called off."),
            partial(actions.cancel_session, session=session, by=request.user, note=note),
        )
        return close_dialog(view="services_session_change", args=(session.pk,))

    @action(
        description=_("Write into the logbook"),
        icon="edit_note",
        permissions=["note"],
        dialog={
            "title": _("A session that was held"),
            "form_class": LogDialog,
            "form_submit_text": _("Save"),
        },
    )
    def log(self, request, form):
        wanted = {name: form.cleaned_data[name] for name in ("activity", "on", "person_times")}
        attempt(
            request,
            _("The session is noted."),
            partial(actions.log_session, by=request.user, **wanted),
        )
        return close_dialog(view="services_session_changelist")

    @display(description=_("when"), ordering="on")
    def when(self, session) -> str:
        if session.starts_at is None:
            return f"{session.on:%Y-%m-%d}"
        return span_text(session.starts_at, session.ends_at)

    @display(description=_("home"), ordering="activity__home__name")
    def home(self, session) -> str:
        return str(session.activity.home)

    @display(description=_("state"), ordering="state", label=Tones(STATE_COLOURS))
    def state_label(self, session):
        return session.state, session.get_state_display()

    @display(description=_("signed up"))
    def places(self, session) -> str:
        return f"{session.taken} / {session.capacity}" if session.capacity else "–"
