"""The panels of a home's page."""

from django import template
from django.template.loader import render_to_string

register = template.Library()


@register.simple_tag(takes_context=True)
def render_panel(context: dict, panel: dict) -> str:
    """A panel's template with its own context and nothing else of the page."""
    return render_to_string(panel["template"], panel["context"], request=context["request"])
