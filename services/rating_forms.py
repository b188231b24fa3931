"""The form of a rating: one to five stars, and words where they are wanted."""

from django import forms
from django.utils.translation import gettext_lazy as _

STARS = [
    (5, _("5 – very good")),
    (4, _("4 – good")),
    (3, _("3 – fair")),
    (2, _("2 – poor")),
    (1, _("1 – very poor")),
]


class RatingForm(forms.Form):
    stars = forms.TypedChoiceField(
        label=_("How was it?"),
        choices=STARS,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one to five stars.")},
    )
    comment = forms.CharField(
        label=_("What was good, what was not? (you may leave this empty)"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=500,
        required=False,
        help_text=_("Shown in public without your name. Please name nobody and give no number."),
    )

    def __init__(self, *args, with_comment: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not with_comment:
            del self.fields["comment"]
