"""Small tags of the design system (docs/design.md)."""

from django import template
from django.templatetags.static import static
from django.utils.html import format_html

register = template.Library()


@register.simple_tag
def icon(name: str, label: str = "") -> str:
    """An icon of static/img/icons.svg; decoration unless a label names it. No name, no icon."""
    if not name:
        return ""
    url = f"{static('img/icons.svg')}#{name}"
    if not label:
        return format_html(
            '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}"/></svg>', url
        )
    return format_html(
        '<svg class="icon" role="img" aria-label="{}"><use href="{}"/></svg>', label, url
    )
