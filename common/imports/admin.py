"""Import in the admin: upload → a worker checks → the cadre's word → a worker saves → done, and
undone where need be."""

import mimetypes
from collections.abc import Mapping
from io import BytesIO

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST
from unfold.decorators import display

from common.admin import PortalAdmin, attempt
from common.enums import ImportFileRole
from common.errors import Refusal
from common.imports import queueing
from common.imports.forms import UploadForm, answers_in, grouped_questions
from common.imports.registry import kind_named, kinds_for
from common.imports.templates import write_kind_template
from common.imports.undoing import undo_import
from common.models import ImportBatch

SHOWN_ERRORS = 100
# Python's table of types lacks it on a plain machine.
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ImportBatchAdmin(PortalAdmin):
    """One's own imports. A file is taken in within the cadre's scope, by `common.imports`."""

    list_display = [
        "at",
        "kind_title",
        "file_name",
        "state_label",
        "rows",
        "created",
        "updated",
        "by",
    ]
    list_select_related = ["by"]
    ordering = ["-at"]

    def get_queryset(self, request):
        found = super().get_queryset(request).visible_to(request.user)
        return found.defer("problems", "questions", "answers")

    def get_urls(self):
        wrap = self.admin_site.admin_view
        own = [
            path("template/<str:kind>/", wrap(self.template), name="common_importbatch_template")
        ]
        for name in ("progress", "confirm", "cancel", "undo", "original", "returned"):
            view = wrap(getattr(self, name))
            own.append(path(f"<path:object_id>/{name}/", view, name=f"common_importbatch_{name}"))
        return own + super().get_urls()

    def has_view_permission(self, request, obj=None) -> bool:
        return self.has_add_permission(request)

    def has_module_permission(self, request) -> bool:
        return self.has_add_permission(request)

    def has_add_permission(self, request) -> bool:
        return bool(kinds_for(request.user))

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    @display(description=gettext_lazy("kind"))
    def kind_title(self, batch: ImportBatch) -> str:
        return str(kind_named(batch.kind).title)

    @display(description=gettext_lazy("state"))
    def state_label(self, batch: ImportBatch) -> str:
        return str(_("undone")) if batch.undone_at else batch.get_state_display()

    def add_view(self, request, form_url="", extra_context=None) -> HttpResponse:
        """Choose a file; a worker checks it while its page tells how far it is."""
        kinds = kinds_for(request.user)
        if not kinds:
            raise PermissionDenied
        form = UploadForm(request.POST or None, request.FILES or None, kinds=kinds)
        if request.method == "POST" and form.is_valid():
            file = form.cleaned_data["file"]
            batch = queueing.request_check(
                kind=form.cleaned_data["kind"],
                content=file.read(),
                file_name=file.name or "",
                datum=form.cleaned_data["datum"],
                by=request.user,
            )
            return redirect(batch)
        # Pairs, because a template would call a class.
        templates = [(kind.name, kind.title) for kind in kinds]
        context = {"form": form, "templates": templates, "title": _("Import a file")}
        return self._page(request, "admin/import_form.html", context)

    def change_view(self, request, object_id, form_url="", extra_context=None) -> HttpResponse:
        """One import: how far it is, what is wrong, what to answer, or what came of it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        batch = self._batch(request, object_id)
        return self._page(request, "admin/import_batch.html", self._about(batch))

    @method_decorator(require_GET)
    def progress(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The part of the page that htmx asks for every second until the worker is through."""
        batch = self._batch(request, object_id)
        response = render(request, "admin/_import_progress.html", {"batch": batch})
        if not batch.is_unfinished:
            response["HX-Refresh"] = "true"
        return response

    @method_decorator(require_POST)
    def confirm(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Take the checked file in, with the cadre's answers; none of them is lost on the way."""
        batch = self._batch(request, object_id)
        answers = answers_in(batch, request.POST)
        try:
            queueing.confirm(batch=batch, answers=answers, by=request.user)
        except Refusal as refusal:
            messages.error(request, refusal.message)
            about = self._about(self._batch(request, object_id), answers)
            return self._page(request, "admin/import_batch.html", about)
        return redirect(batch)

    @method_decorator(require_POST)
    def cancel(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Stop it; nothing is saved."""
        batch = self._batch(request, object_id)
        done = _("The import is cancelled. Nothing has been saved.")
        attempt(request, done, lambda: queueing.cancel(batch=batch, by=request.user))
        return redirect(batch)

    @method_decorator(require_POST)
    def undo(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Take the whole import back, if nothing has come to depend on it."""
        batch = self._batch(request, object_id)
        done = _("The import is undone.")
        attempt(request, done, lambda: undo_import(batch=batch, by=request.user))
        return redirect(batch)

    @method_decorator(require_GET)
    def original(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The file as it was uploaded."""
        batch = self._batch(request, object_id)
        return self._file(batch, ImportFileRole.ORIGINAL, batch.file_name)

    @method_decorator(require_GET)
    def returned(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The file with every wrong cell marked."""
        batch = self._batch(request, object_id)
        stem = batch.file_name.rpartition(".")[0] or batch.file_name
        name = _("%(file)s (problems).xlsx") % {"file": stem}
        return self._file(batch, ImportFileRole.RETURNED, name)

    def template(self, request: HttpRequest, kind: str) -> HttpResponse:
        """The empty template of a kind that the cadre may import."""
        chosen = next((known for known in kinds_for(request.user) if known.name == kind), None)
        if chosen is None:
            raise PermissionDenied
        target = BytesIO()
        write_kind_template(chosen, target)
        return attachment(target.getvalue(), f"{kind}.xlsx")

    def _batch(self, request: HttpRequest, object_id: str) -> ImportBatch:
        """404 where it is none of the user's; 403 where they may no longer import its kind."""
        batch = self.get_object(request, object_id)
        if not kind_named(batch.kind).allowed(request.user):
            raise PermissionDenied
        return batch

    def _file(self, batch: ImportBatch, role: str, name: str) -> HttpResponse:
        file = batch.files.filter(role=role).first()
        if file is None:
            raise Http404
        return attachment(bytes(file.content), name)

    def _about(self, batch: ImportBatch, answers: Mapping[str, str] | None = None) -> dict:
        roles = set(batch.files.values_list("role", flat=True))
        return {
            "title": kind_named(batch.kind).title,
            "batch": batch,
            "shown": batch.problems[:SHOWN_ERRORS],
            "hidden": max(batch.error_count - SHOWN_ERRORS, 0),
            "groups": grouped_questions(batch, answers or batch.answers),
            "has_original": ImportFileRole.ORIGINAL in roles,
            "has_returned": ImportFileRole.RETURNED in roles,
        }

    def _page(self, request, template: str, context: dict) -> HttpResponse:
        site = self.admin_site.each_context(request)
        return render(request, template, {**site, "opts": self.opts, **context})


def attachment(content: bytes, name: str) -> HttpResponse:
    """A workbook or a csv file to download."""
    kind = XLSX if name.endswith(".xlsx") else mimetypes.guess_type(name)[0]
    response = HttpResponse(content, content_type=kind or "application/octet-stream")
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    return response
