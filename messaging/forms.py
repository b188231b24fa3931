"""How a person chooses what comes by SMS and e-mail."""

from collections.abc import Iterator

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from messaging import kinds
from messaging.enums import OF_CADRES, Channel, Group, Level
from messaging.models import Preferences, levels_of
from unions.models import Person


def level_field(group: Group, channel: Channel, level: str) -> forms.ChoiceField:
    """How much of a group by a channel; where nothing is ever important, all or nothing."""
    offered = list(Level.choices)
    if not kinds.has_important(group):
        offered = [(value, label) for value, label in offered if value != Level.IMPORTANT]
        level = Level.NONE if level == Level.IMPORTANT else level
    return forms.ChoiceField(label=channel.label, choices=offered, initial=level)


class ChoicesForm(forms.Form):
    """The language, and a level for each group by SMS and, with an address, by e-mail."""

    language = forms.ChoiceField(label=_("Language of SMS and e-mail"), choices=settings.LANGUAGES)

    def __init__(self, data, *, person: Person, preferences: Preferences):
        self.channels = [Channel.SMS, *([Channel.EMAIL] if preferences.email else [])]
        self.groups = [
            group for group in kinds.groups() if person.is_staff or group not in OF_CADRES
        ]
        super().__init__(data, initial={"language": preferences.language})
        levels = levels_of(person)
        for group in self.groups:
            for channel in self.channels:
                self.fields[f"{group}_{channel}"] = level_field(
                    group, channel, levels[group, channel]
                )

    def rows(self) -> Iterator[tuple[Group, list[forms.BoundField]]]:
        """Each group with its fields."""
        for group in self.groups:
            yield group, [self[f"{group}_{channel}"] for channel in self.channels]

    def levels(self) -> dict[tuple[str, str], str]:
        """What was chosen."""
        return {
            (group, channel): self.cleaned_data[f"{group}_{channel}"]
            for group in self.groups
            for channel in self.channels
        }


class EmailForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code from the letter"),
        max_length=12,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "class": "code-input",
            }
        ),
    )

    def clean_code(self) -> str:
        """Digits alone: people copy spaces with them."""
        return "".join(filter(str.isdigit, self.cleaned_data["code"]))
