"""The admin site: unfold's, with choices by autocompletion kept within the user's scope."""

from allauth.account.decorators import secure_admin_login
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth.decorators import login_not_required
from django.utils.decorators import method_decorator
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
    @login_not_required
    @method_decorator(secure_admin_login)
    def login(self, request, extra_context=None):
        """One door for everybody, so that the second factor and the limits hold here too."""
        return super().login(request, extra_context)

    def autocomplete_view(self, request):
        return ScopedAutocomplete.as_view(admin_site=self)(request)
