"""Import in the admin: upload → dry run with every reason → the cadre's word → done."""

from io import BytesIO

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from unfold.decorators import display
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldAdminSelectWidget

from common.admin import PortalAdmin
from common.imports import uploads
from common.imports.kinds import Kind
from common.imports.registry import kind_named, kinds_for
from common.imports.running import Outcome
from common.imports.templates import write_kind_template
from common.models import ImportBatch
from common.spreadsheet import write_table

LARGEST_MB = 5
SHOWN_ERRORS = 100
DATUMS = [
    ("wgs84", gettext_lazy("WGS84 (GPS)")),
    ("gcj02", gettext_lazy("GCJ-02 (Amap, Tencent)")),
    ("bd09", gettext_lazy("BD-09 (Baidu)")),
]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class UploadForm(forms.Form):
    """A file of one kind that the cadre may import, and the map its points come from."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("xlsx or csv, as Excel or WPS saves it; up to 5 MB."),
        widget=UnfoldAdminFileFieldWidget(attrs={"accept": ".xlsx,.csv,.txt"}),
    )
    datum = forms.ChoiceField(
        label=gettext_lazy("Coordinates come from"),
        choices=DATUMS,
        help_text=gettext_lazy("The wrong one moves every point by about 600 m."),
        widget=UnfoldAdminSelectWidget,
    )

    def __init__(self, *args, kinds: list[type[Kind]], **options):
        super().__init__(*args, **options)
        titles = [(kind.name, kind.title) for kind in kinds]
        self.fields["kind"] = forms.ChoiceField(
            label=_("What it holds"), choices=[("", "—"), *titles], widget=UnfoldAdminSelectWidget
        )
        self.order_fields(["kind", "file", "datum"])

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST_MB * 1024 * 1024:
            raise ValidationError(_("This file is too large. Split it, or ask the administrator."))
        return file


class ImportBatchAdmin(PortalAdmin):
    """One's own imports. A file is taken in within the cadre's scope, by `common.imports`."""

    list_display = ["at", "kind_title", "file_name", "rows", "created", "updated", "by"]
    list_select_related = ["by"]
    ordering = ["-at"]

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user)

    def get_urls(self):
        wrap = self.admin_site.admin_view
        own = [
            path("template/<str:kind>/", wrap(self.template), name="common_importbatch_template"),
            path("<str:token>/confirm/", wrap(self.confirm), name="common_importbatch_confirm"),
            path("<str:token>/problems/", wrap(self.problems), name="common_importbatch_problems"),
        ]
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

    def add_view(self, request, form_url="", extra_context=None) -> HttpResponse:
        """Choose a file; what comes back is its dry run."""
        kinds = kinds_for(request.user)
        if not kinds:
            raise PermissionDenied
        form = UploadForm(request.POST or None, request.FILES or None, kinds=kinds)
        if request.method == "POST" and form.is_valid():
            upload = uploads.keep(request.session, **form.cleaned_data)
            return self._preview(request, upload, upload.run(by=request.user, dry_run=True))
        # Pairs, because a template would call a class.
        templates = [(kind.name, kind.title) for kind in kinds]
        context = {"form": form, "templates": templates, "title": _("Import a file")}
        return self._page(request, "admin/import_form.html", context)

    @method_decorator(require_POST)
    def confirm(self, request: HttpRequest, token: str) -> HttpResponse:
        """Take the waiting file in."""
        upload = self._waiting(request, token)
        if upload is None:
            messages.info(request, _("This file has been imported already, or was dropped."))
            return redirect("admin:common_importbatch_changelist")
        outcome = upload.run(by=request.user, dry_run=False)
        if outcome.errors:
            return self._preview(request, upload, outcome)
        uploads.drop(request.session, upload)
        text = _("%(rows)s rows: %(created)s created, %(updated)s updated.")
        messages.success(request, text % vars(outcome))
        return redirect("admin:common_importbatch_changelist")

    @method_decorator(require_POST)
    def problems(self, request: HttpRequest, token: str) -> HttpResponse:
        """What is wrong with the waiting file, as a sheet for whoever must put it right."""
        upload = self._waiting(request, token)
        if upload is None:
            return redirect("admin:common_importbatch_add")
        outcome = upload.run(by=request.user, dry_run=True)
        headers = [_("Row"), _("Column"), _("What is wrong"), _("Value")]
        target = BytesIO()
        rows = [(bad.row, bad.column, bad.reason, bad.value) for bad in outcome.errors]
        write_table(target, _("Problems"), headers, rows)
        return attachment(target, f"{upload.kind}-problems.xlsx")

    def template(self, request: HttpRequest, kind: str) -> HttpResponse:
        """The empty template of a kind that the cadre may import."""
        chosen = next((known for known in kinds_for(request.user) if known.name == kind), None)
        if chosen is None:
            raise PermissionDenied
        target = BytesIO()
        write_kind_template(chosen, target)
        return attachment(target, f"{kind}.xlsx")

    def _waiting(self, request: HttpRequest, token: str) -> uploads.Upload | None:
        """The session's waiting file, if the cadre may still import its kind."""
        upload = uploads.waiting_for(request.session, token)
        if upload is not None and not kind_named(upload.kind).allowed(request.user):
            raise PermissionDenied
        return upload

    def _preview(self, request, upload: uploads.Upload, outcome: Outcome) -> HttpResponse:
        context = {
            "title": _("Check before import"),
            "upload": upload,
            "kind": kind_named(upload.kind).title,
            "outcome": outcome,
            "shown": outcome.errors[:SHOWN_ERRORS],
            "hidden": max(outcome.error_count - SHOWN_ERRORS, 0),
        }
        return self._page(request, "admin/import_preview.html", context)

    def _page(self, request, template: str, context: dict) -> HttpResponse:
        site = self.admin_site.each_context(request)
        return render(request, template, {**site, "opts": self.opts, **context})


def attachment(content: BytesIO, name: str) -> HttpResponse:
    """A workbook to download."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content.getvalue(), content_type=XLSX, headers=headers)
