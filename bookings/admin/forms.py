"""Forms of the admin of reservations."""

from datetime import datetime, timedelta

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from unfold.forms import BaseDialogForm
from unfold.widgets import (
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminSelectWidget,
    UnfoldBooleanWidget,
)

from bookings.actions import NOBODY, Contact, book
from bookings.admin.sizes import PEOPLE_HELP, PLACES_HELP, too_many
from bookings.desk import block, walk_in
from bookings.enums import Source
from bookings.models import Reservation
from bookings.templatetags.bookings_ui import duration
from common import clock
from common.admin_fields import CLASSES
from unions.admin_forms import WorkerByPhoneForm
from unions.models import Person

TEXT = {"class": CLASSES}


class Kind(TextChoices):
    """What the desk does with a space."""

    BOOK = "book", _("Book for later")
    WALK_IN = "walk_in", _("Let somebody in now")
    BLOCK = "block", _("Maintenance: nobody may book")


WALK_IN_LENGTHS = (30, 60, 90, 120, 180, 240)


class DeskBookingForm(WorkerByPhoneForm):
    """A cadre takes a space: for a worker, for somebody without an account, for the home itself."""

    kind = forms.ChoiceField(
        label=_("What to do"), choices=Kind.choices, widget=UnfoldAdminRadioSelectWidget
    )
    minutes = forms.TypedChoiceField(
        label=_("How long"),
        coerce=int,
        required=False,
        help_text=_("From now on, to the next step; shorter where another booking follows."),
        widget=UnfoldAdminSelectWidget,
    )
    texts = forms.BooleanField(
        label=_("Tell them by SMS"),
        required=False,
        initial=True,
        help_text=_(
            "For a number without an account: this booking, its changes, a reminder the day "
            "before, nothing else. Tell them so, and untick it if they don't want it."
        ),
        widget=UnfoldBooleanWidget,
    )

    class Meta:
        model = Reservation
        fields = ["space", "starts_at", "ends_at", "places", "people", "purpose"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("kind", Kind.BOOK)
        self.fields["minutes"].choices = [(n, duration(n)) for n in WALK_IN_LENGTHS]
        self.initial.setdefault("minutes", 60)
        for name in ("starts_at", "ends_at", "phone", "people"):
            self.fields[name].required = False
        self.fields["starts_at"].label, self.fields["ends_at"].label = _("Start"), _("End")
        self.fields["people"].label = _("Number of people")
        self.fields["places"].help_text = PLACES_HELP
        self.fields["people"].help_text = PEOPLE_HELP
        self.fields["phone"].help_text = _("Empty for what the home itself needs the space for.")
        self.fields["display_name"].label = _("Name of who comes")
        self.fields["display_name"].help_text = _(
            "Where the number has no account: kept with this booking, and erased some time after."
        )
        self._label_purpose()

    def _label_purpose(self) -> None:
        """Who blocks a space gives a reason; the script changes the label with the kind."""
        field, labels = self.fields["purpose"], {False: _("What for"), True: _("Why out of use")}
        kind = self.data.get("kind") or self.initial["kind"]
        field.label = labels[kind == Kind.BLOCK]
        field.widget.attrs |= {"data-label": labels[False], "data-label-block": labels[True]}

    def clean(self):
        data = super().clean()
        kind = data.get("kind")
        if kind != Kind.BLOCK and data.get("space"):
            too_many(self, data["space"])
        if kind != Kind.WALK_IN:
            for name in ("starts_at", "ends_at"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("Give the time."))
        if kind == Kind.BLOCK and not data.get("purpose"):
            self.add_error("purpose", _("Say why nobody may book."))
        named = data.get("phone") or data.get("display_name") or data.get("purpose")
        if kind == Kind.BOOK and "phone" not in self.errors and not named:
            self.add_error("purpose", _("Say for whom or what the space is taken."))
        return data

    def party(self) -> tuple[Person | None, Contact]:
        """The account of the number, or else who comes without one."""
        data = self.cleaned_data
        person = Person.objects.filter(phone=data["phone"], is_active=True).first()
        if person is not None:
            return person, NOBODY
        phone = data["phone"] or ""
        texts = bool(data["texts"] and phone and data["kind"] == Kind.BOOK)
        return None, Contact(name=data["display_name"], phone=phone, texts=texts)

    def times(self) -> tuple[datetime, datetime]:
        """From when to when it is about; a walk-in begins now."""
        data = self.cleaned_data
        if data["kind"] != Kind.WALK_IN:
            return data["starts_at"], data["ends_at"]
        return clock.now(), clock.now() + timedelta(minutes=data["minutes"] or 60)

    def take(self, *, by: Person) -> Reservation:
        """Do what the form says. Raises Refusal."""
        data = self.cleaned_data
        times = {"starts_at": data["starts_at"], "ends_at": data["ends_at"]}
        if data["kind"] == Kind.BLOCK:
            return block(space=data["space"], reason=data["purpose"], by=by, **times)
        person, contact = self.party()
        given = {name: data[name] for name in ("space", "places", "purpose")}
        given["people"] = data["people"] or 1
        if data["kind"] == Kind.WALK_IN:
            minutes = data["minutes"] or 60
            return walk_in(minutes=minutes, person=person, contact=contact, by=by, **given)
        source = Source.CADRE
        booked, _new = book(person=person, contact=contact, source=source, by=by, **times, **given)
        return booked


class NoteDialog(BaseDialogForm):
    """A word to the worker."""

    note = forms.CharField(
        label=_("A word to the worker"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs=TEXT),
    )


class ReasonDialog(NoteDialog):
    """A word that the worker must get."""

    note = forms.CharField(
        label=_("Reason, which the worker reads"),
        max_length=200,
        widget=forms.TextInput(attrs=TEXT),
    )
