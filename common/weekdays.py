"""The weekdays, 1 Monday to 7 Sunday, as lists and forms name them."""

from django.utils.translation import pgettext_lazy

WEEKDAYS = [
    (1, pgettext_lazy("short weekday", "Mon")),
    (2, pgettext_lazy("short weekday", "Tue")),
    (3, pgettext_lazy("short weekday", "Wed")),
    (4, pgettext_lazy("short weekday", "Thu")),
    (5, pgettext_lazy("short weekday", "Fri")),
    (6, pgettext_lazy("short weekday", "Sat")),
    (7, pgettext_lazy("short weekday", "Sun")),
]
