"""The admin's base classes: scope, permissions per row, refusals as form errors, audit.

A user sees the rows of `visible_to(user)` and changes those of `visible_to(user, power)`.
What lies outside answers 404; what may be seen and not changed answers 403 or is read-only.
"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from unfold.admin import ModelAdmin, TabularInline
from unfold.views import ChangeList

from common import audit
from common.admin_export import export_rows
from common.admin_fields import NATIVE_PICKERS, special_field
from common.admin_forms import PortalForm
from common.admin_html import slim, squeezed
from common.admin_links import links_of
from common.audit_words import history_of
from common.errors import Refusal
from common.imports.exporting import export_actions
from common.violations import sentence_for

VIEW = "view"


class PortalFields:
    """Fields of forms and inlines: native pickers, yuan, and choices within the user's scope."""

    formfield_overrides = NATIVE_PICKERS
    writing_power = "edit"

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if special := special_field(db_field):
            return slim(special)
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            slim(field)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            # A choice is for choosing; its row has a page of its own in the sidebar.
            return self._without_links(field)
        return field

    @staticmethod
    def _without_links(field: forms.Field) -> forms.Field:
        for name in ("can_add_related", "can_change_related", "can_delete_related"):
            setattr(field.widget, name, False)
        field.widget.can_view_related = False
        return field

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        target = db_field.remote_field.model
        kwargs.setdefault("queryset", self.choices(target, request))
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        keeper = self.admin_site._registry.get(target)
        if field is not None and isinstance(keeper, PortalAdmin):
            field.label_from_instance = keeper.choice_label
        return field

    def choices(self, model: type[models.Model], request: HttpRequest) -> models.QuerySet:
        """The rows of `model` that this user may choose in a form."""
        rows = model._default_manager.all()
        if hasattr(rows, "visible_to"):
            return rows.visible_to(request.user, self.writing_power)
        return rows


class WholeOrPart(ChangeList):
    """A list that offers the way to the whole only where it shows a part."""

    def get_results(self, request):
        super().get_results(request)
        if not self.has_active_filters and not self.query:
            self.full_result_count = self.result_count


class PortalAdmin(PortalFields, ModelAdmin):
    """An admin page in the house's style. Nothing is deleted unless `deletable` says so."""

    form = PortalForm
    deletable = False
    # What a list says of itself while it has no row, where that means something.
    while_empty: str | Promise = ""
    # Columns of the list whose value an export takes from elsewhere, such as amounts as numbers.
    exported_as: dict[str, str] = {}
    list_per_page = 50
    list_filter_submit = True
    object_history_template = "admin/history.html"
    warn_unsaved_form = True
    show_full_result_count = False

    def get_changelist(self, request, **kwargs):
        return WholeOrPart

    def choice_label(self, row: models.Model) -> str:
        """How forms name a row among others, where its own name is not enough."""
        return str(row)

    def _get_actions_navigation(self, provided_actions, allowed_actions, object_id=None):
        """Unfold's buttons, and on the page of a row those of higher apps."""
        buttons = super()._get_actions_navigation(provided_actions, allowed_actions, object_id)
        return [*buttons, *links_of(self.model, object_id)] if object_id else buttons

    def get_actions(self, request):
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        actions["export_rows"] = (export_rows, "export_rows", _("Export to Excel"))
        return actions | export_actions(self.model)

    def has_delete_permission(self, request, obj=None) -> bool:
        return self.deletable and super().has_delete_permission(request, obj)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.refusal = getattr(request, "refused_save", "")
        return form

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """As Django does it; what the save refuses comes back as an error of the same form."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Refusal as refusal:
            request.refused_save = str(refusal)
        except IntegrityError as error:
            request.refused_save = str(sentence_for(error))
        return super().changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(self, request, context, *args, **kwargs):
        response = super().render_change_form(request, context, *args, **kwargs)
        response.add_post_render_callback(squeeze)
        return response

    def get_object(self, request, object_id, from_field=None):
        """The row, or 404 where it is none of the user's."""
        row = super().get_object(request, object_id, from_field)
        if row is None:
            raise Http404
        return row

    def history_view(self, request, object_id, extra_context=None):
        """What the audit log says of the row; Django's own log knows nothing of the actions."""
        row = self.get_object(request, object_id)
        lines = history_of(row, hidden=getattr(row, "hidden", False))
        return super().history_view(request, object_id, {"lines": lines, **(extra_context or {})})

    def log_addition(self, request, obj, message):
        audit.record(action="add", target=obj, actor=request.user)
        return super().log_addition(request, obj, message)

    def log_change(self, request, obj, message):
        audit.record(action="change", target=obj, actor=request.user, message=message)
        return super().log_change(request, obj, message)

    def log_deletions(self, request, queryset):
        for row in queryset:
            audit.record(action="delete", target=row, actor=request.user, name=str(row))
        return super().log_deletions(request, queryset)


def squeeze(response: HttpResponse) -> None:
    """Take the theme's indentation out of a page."""
    response.content = squeezed(response.content.decode()).encode()


class ScopedAdmin(PortalAdmin):
    """An admin of rows that somebody owns: the model's QuerySet has `visible_to(user, power)`.

    `writing_power` is the power that writing needs (unions.roles.WRITING_POWER).
    """

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user)

    def rows(self, request: HttpRequest, power: str) -> models.QuerySet:
        """The rows over which the user holds `power`."""
        return self.model._default_manager.all().visible_to(request.user, power)

    def holds(self, request: HttpRequest, obj, power: str) -> bool:
        """Whether the user holds `power` over the row, or the key in an address; asked once.

        An address whose row the user may not even see answers 404.
        """
        if not isinstance(obj, models.Model):
            obj = self.get_object(request, obj)
        key = obj.pk
        answers = request.__dict__.setdefault("_powers_over_rows", {})
        question = (self.model, str(key), power)
        if question not in answers:
            answers[question] = self.rows(request, power).filter(pk=key).exists()
        return answers[question]

    def has_view_permission(self, request, obj=None) -> bool:
        allowed = super().has_view_permission(request)
        return allowed and (obj is None or self.holds(request, obj, VIEW))

    def has_change_permission(self, request, obj=None) -> bool:
        allowed = super().has_change_permission(request)
        return allowed and (obj is None or self.holds(request, obj, self.writing_power))

    def has_delete_permission(self, request, obj=None) -> bool:
        allowed = super().has_delete_permission(request)
        return allowed and (obj is None or self.holds(request, obj, self.writing_power))

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        self.refuse_outside(request, obj)

    def refuse_outside(self, request: HttpRequest, obj: models.Model) -> None:
        """403, and nothing saved, where a save would leave the row outside the user's scope."""
        if not self.rows(request, self.writing_power).filter(pk=obj.pk).exists():
            raise PermissionDenied

    def fetch(self, request: HttpRequest, object_id: str, power: str) -> models.Model:
        """The row of an action: 404 outside the user's scope, 403 without the power."""
        row = self.get_object(request, object_id)
        if not self.holds(request, row, power):
            raise PermissionDenied
        return row

    def do_each(
        self,
        request: HttpRequest,
        rows: models.QuerySet,
        do: Callable[[models.Model], object],
        done: Callable[[int], str],
    ) -> None:
        """Do it to each row by itself; say to how many, and why not to the others."""
        mine = rows.filter(pk__in=self.rows(request, self.writing_power).values("pk"))
        asked, allowed, count = rows.count(), 0, 0
        for row in mine:
            allowed += 1
            try:
                do(row)
            except Refusal as refusal:
                messages.error(request, f"{row}: {refusal}")
            else:
                count += 1
        if asked > allowed:
            text = _("%(count)s of the rows are not yours to change.")
            messages.error(request, text % {"count": asked - allowed})
        if count:
            messages.success(request, done(count) % {"count": count})


class ScopedInline(PortalFields, TabularInline):
    """Rows of a parent; whoever holds the writing power over the parent writes them."""

    form = PortalForm
    deletable = True
    extra = 0
    tab = True
    hide_title = True
    can_delete = True

    def _holds_parent(self, request, parent) -> bool:
        keeper = self.admin_site.get_model_admin(self.parent_model)
        return parent is None or keeper.holds(request, parent, self.writing_power)

    def has_add_permission(self, request, obj=None) -> bool:
        return super().has_add_permission(request, obj) and self._holds_parent(request, obj)

    def has_change_permission(self, request, obj=None) -> bool:
        return super().has_change_permission(request, obj) and self._holds_parent(request, obj)

    def has_delete_permission(self, request, obj=None) -> bool:
        allowed = self.deletable and super().has_delete_permission(request, obj)
        return allowed and self._holds_parent(request, obj)


class ReadOnlyInline(ScopedInline):
    """Rows of a parent that are written elsewhere; `add_url` is where one is added."""

    template = "admin/edit_inline/plain.html"
    can_delete = False
    add_url: Any = ""
    may_add = False

    def get_formset(self, request, obj=None, **kwargs):
        model = self.model._meta
        may = request.user.has_perm(f"{model.app_label}.add_{model.model_name}")
        self.may_add = bool(self.add_url) and may and self._holds_parent(request, obj)
        return super().get_formset(request, obj, **kwargs)

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


def attempt(request: HttpRequest, done: str, action: Callable[[], object]) -> bool:
    """Run an action and tell the user: `done`, or the sentence of its refusal."""
    try:
        action()
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, done)
    return True


def close_dialog(url: str = "", *, view: str = "", args: tuple = ()) -> HttpResponse:
    """The answer to a dialog's form: the browser goes to `url`, or to the named admin page."""
    return HttpResponse(headers={"HX-Redirect": url or reverse(f"admin:{view}", args=args)})
