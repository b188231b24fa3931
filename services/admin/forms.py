"""Forms of the admin of sessions and sign-ups."""

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.forms import BaseDialogForm
from unfold.widgets import UnfoldAdminSelectWidget

from common import clock
from common.admin_fields import CLASSES, DATE
from common.admin_forms import PortalForm
from services.enums import Hidden
from services.models import LONGEST_PASSAGE, Activity, Feedback, Session, SignUp
from unions.admin_forms import WorkerByPhoneForm
from unions.enums import Power

TEXT = {"class": CLASSES}
NUMBER = forms.NumberInput(attrs={"class": f"{CLASSES} max-w-40", "min": 0})


class SessionForm(PortalForm):
    class Meta:
        model = Session
        fields = [
            "activity",
            "starts_at",
            "ends_at",
            "space",
            "capacity",
            "sign_up_closes_at",
            "members_only",
        ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("starts_at", "ends_at"):
            if name in self.fields:
                self.fields[name].required = True
        if "capacity" in self.fields:
            self.fields["capacity"].help_text = _("0: nobody needs to sign up.")


class RecordDialog(BaseDialogForm):
    """How many came; empty where the sign-ups marked as come are to be counted."""

    person_times = forms.IntegerField(
        label=_("person-times"),
        required=False,
        min_value=0,
        help_text=_("Empty: the places of those marked as come."),
        widget=NUMBER,
    )


class CancelDialog(BaseDialogForm):
    note = forms.CharField(
        label=_("Reason"), max_length=200, required=False, widget=forms.TextInput(attrs=TEXT)
    )


class LogDialog(BaseDialogForm):
    """A session that was held and never announced, for the logbook."""

    activity = forms.ModelChoiceField(
        label=_("activity"),
        queryset=Activity.objects.none(),
        widget=UnfoldAdminSelectWidget(),
    )
    on = forms.DateField(label=_("date"), initial=clock.today, widget=DATE)
    person_times = forms.IntegerField(label=_("person-times"), min_value=0, widget=NUMBER)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        activities = Activity.objects.visible_to(self.request.user, Power.EDIT)
        self.fields["activity"].queryset = activities.select_related("home")
        self.fields["activity"].label_from_instance = lambda row: f"{row.home} · {row}"


class SignUpForm(WorkerByPhoneForm):
    class Meta:
        model = SignUp
        fields = ["session", "places"]


class AnswerForm(PortalForm):
    """The home's public answer to a rating."""

    reply = forms.CharField(
        label=_("Public answer"),
        widget=forms.Textarea(attrs={"rows": 4, "class": CLASSES}),
        max_length=500,
        help_text=_("Stands under the rating on the home's page. It may be changed later."),
    )

    class Meta:
        model = Feedback
        fields: list[str] = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["reply"] = self.instance.answer


class HideDialog(BaseDialogForm):
    """Which words of a comment are personal data, and why."""

    passage = forms.CharField(
        label=_("The words to hide, copied exactly"),
        max_length=LONGEST_PASSAGE,
        widget=forms.TextInput(attrs=TEXT),
    )
    kind = forms.ChoiceField(
        label=_("personal data of which kind"),
        choices=Hidden.choices,
        widget=UnfoldAdminSelectWidget(),
    )
    reason = forms.CharField(label=_("Reason"), max_length=200, widget=forms.TextInput(attrs=TEXT))
