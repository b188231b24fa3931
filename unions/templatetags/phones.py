"""Phone numbers in templates."""

from django import template

from unions.phones import masked

register = template.Library()


@register.filter
def masked_phone(phone: str) -> str:
    """138****0007: a phone number outside its owner's page."""
    return masked(phone)
