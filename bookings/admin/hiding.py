"""What lists of the admin show of confidential rooms: that they are occupied, and no more."""

from django.db.models import Case, Q, Value, When
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from common.admin_fields import span_text
from homes.admin import OfHomeAdmin
from homes.scope import home_scope
from unions.enums import Power


def true_where(condition: Q) -> Case | Value:
    """A column that says whether the row meets `condition`; an empty one is met by all."""
    if not condition:
        return Value(True)
    return Case(When(condition, then=Value(True)), default=Value(False))


class HidingAdmin(OfHomeAdmin):
    """Rows with a time, a `space`, a `home` and a `person`, who stays hidden in a confidential room
    from all but the home's managers. Rows carry `hidden` and `may_write`.
    """

    # First parts of lookups that would tell by a hand-made filter.
    telling = ("person", "purpose", "note")

    def get_queryset(self, request):
        user = request.user
        manages = home_scope(user, "home", Power.MANAGE)
        secret = Q(space__facility__confidential=True)
        hidden = (secret & ~manages) if manages else Q(pk__in=[])
        return (
            super()
            .get_queryset(request)
            .annotate(
                hidden=true_where(hidden),
                may_write=true_where(home_scope(user, "home", Power.EDIT)),
            )
        )

    def get_search_results(self, request, queryset, search_term):
        """A search must not tell who uses a confidential room."""
        rows, may_repeat = super().get_search_results(request, queryset, search_term)
        return (rows.filter(hidden=False) if search_term else rows), may_repeat

    def lookup_allowed(self, lookup, value, request) -> bool:
        """Nor must a hand-made filter."""
        told = lookup.split("__")[0] in self.telling
        return not told and super().lookup_allowed(lookup, value, request)

    @display(description=_("when"), ordering="starts_at")
    def when(self, row) -> str:
        return span_text(row.starts_at, row.ends_at)

    @display(description=_("space"), ordering="space__name", header=True)
    def space_and_home(self, row):
        return [str(row.space), str(row.home)]

    @display(description=_("booked by"))
    def who(self, row) -> str:
        if row.hidden:
            return _("occupied")
        if row.person is None:
            return "–"
        return f"{row.person} {row.person.masked_phone}"
