"""The model form under every page of the admin."""

from django import forms
from django.core.exceptions import ValidationError

from common.violations import SENTENCES


class PortalForm(forms.ModelForm):
    """Says a broken constraint in a sentence, and shows a Refusal of the save as a form error.

    `refusal` is set by the admin when an action refused what the form wanted: the page comes
    back with all that was typed and with the sentence on top.
    """

    refusal: str = ""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self._keep_present_choices()

    def _keep_present_choices(self) -> None:
        """Choices are limited to the user's scope; the row's present value stays one of them."""
        for name, field in self.fields.items():
            present = self.initial.get(name)
            if isinstance(field, forms.ModelChoiceField) and present is not None:
                kept = field.queryset.model._default_manager.filter(pk=present)
                field.queryset = field.queryset | kept

    def clean(self):
        data = super().clean()
        if self.refusal:
            raise ValidationError(self.refusal, code="refused")
        return data

    def _update_errors(self, errors: ValidationError) -> None:
        """Django words a broken constraint by its name; people get the sentence for it."""
        spoken = {
            constraint.get_violation_error_message(): SENTENCES[constraint.name]
            for _model, constraints in self.instance.get_constraints()
            for constraint in constraints
            if constraint.name in SENTENCES
        }
        for found in getattr(errors, "error_dict", {}).values():
            for error in found:
                error.message = spoken.get(error.message, error.message)
        super()._update_errors(errors)
