"""The admin site: unfold's, with choices by autocompletion kept within the user's scope."""

from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from unfold.sites import UnfoldAdminSite


class ScopedAutocomplete(AutocompleteJsonView):
    """Offers what the asking form accepts, under names that tell the rows apart."""

    def get_queryset(self):
        asking = self.admin_site._registry.get(self.source_field.model)
        rows = super().get_queryset()
        if not hasattr(asking, "choices"):
            return rows
        allowed = asking.choices(self.model_admin.model, self.request)
        return rows.filter(pk__in=allowed.order_by().values("pk"))

    def serialize_result(self, obj, to_field_name):
        result = super().serialize_result(obj, to_field_name)
        return {**result, "text": self.model_admin.choice_label(obj)}


class PortalAdminSite(UnfoldAdminSite):
    def autocomplete_view(self, request):
        return ScopedAutocomplete.as_view(admin_site=self)(request)
