"""Changing many rows of a list at once: choose rows, say what, see what would happen, confirm.

Nothing is written before the last step, and then all of it or nothing. Each row changes by the
same audited action as by itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.admin import ScopedAdmin
from common.errors import Refusal

MOST_ROWS = 500


@dataclass
class Line:
    """One row of a preview: what it is now, what it would become, or why it can't."""

    row: models.Model
    label: str
    before: str
    after: str
    refusal: str = ""
    notes: list[str] = field(default_factory=list)

    @property
    def changes(self) -> bool:
        return not self.refusal and self.before != self.after


@dataclass(frozen=True)
class BulkChange:
    """A change that many rows can take: `check` refuses, `apply` does it to one row.

    `present(row)` and `wanted(row, data)` are the words of the preview; `order` is the order in
    which rows are locked; `notes` tell, by row id, what a change would bring along.
    """

    name: str
    title: Any
    form_class: type[forms.Form]
    present: Callable[[Any, dict], str]
    wanted: Callable[[Any, dict], str]
    check: Callable[[Any, dict], None]
    apply: Callable[[Any, dict, Any], object]
    order: tuple[str, ...] = ("pk",)
    notes: list[Callable[[list, dict], dict[int, str]]] = field(default_factory=list)

    def line(self, row: models.Model, label: str, data: dict) -> Line:
        """The row's line in the preview."""
        line = Line(row, label, self.present(row, data), self.wanted(row, data))
        try:
            self.check(row, data)
        except Refusal as refusal:
            line.refusal = str(refusal)
        return line

    def lines(self, named: list[tuple[Any, str]], mine: set[int], data: dict) -> list[Line]:
        """The whole preview of rows with their names; those not in `mine` are not the user's."""
        lines = [self.line(row, label, data) for row, label in named]
        for line in lines:
            if line.row.pk not in mine:
                line.refusal = _("This row is not yours to change.")
        touched = [line.row for line in lines if line.changes]
        for note in self.notes:
            told = note(touched, data)
            for line in lines:
                if text := told.get(line.row.pk):
                    line.notes.append(text)
        return lines


def digest(lines: Iterable[Line]) -> str:
    """What a preview said, in short: a confirmation counts for this and nothing else."""
    said = "\n".join(f"{line.row.pk}|{line.before}|{line.after}|{line.refusal}" for line in lines)
    return hashlib.sha256(said.encode()).hexdigest()


class BulkAdmin(ScopedAdmin):
    """Each of `bulk_changes` is an action of the list and a page of its own."""

    bulk_changes: tuple[BulkChange, ...] = ()

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_bulk"
        view = self.admin_site.admin_view(self.bulk_view)
        return [path("bulk/<slug:change>/", view, name=name), *super().get_urls()]

    def get_actions(self, request):
        actions = super().get_actions(request)
        if self.has_change_permission(request):
            for change in self.bulk_changes:
                name = f"bulk_{change.name}"
                actions[name] = (partial(start, change), name, change.title)
        return actions

    def bulk_view(self, request: HttpRequest, change: str) -> HttpResponse:
        """The steps after the choice of rows; every one is a POST, only the last one writes."""
        found = next((each for each in self.bulk_changes if each.name == change), None)
        if found is None:
            raise Http404
        if not self.has_change_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        ids = [int(word) for word in request.POST.get("ids", "").split(",") if word.isdecimal()]
        rows = self.get_queryset(request).filter(pk__in=ids[:MOST_ROWS])
        return step(self, request, found, list(rows.order_by(*found.order)))


def start(change: BulkChange, keeper, request: HttpRequest, chosen: models.QuerySet):
    """The action of the list: ask what to change the chosen rows to."""
    if chosen.count() > MOST_ROWS:
        text = _("Choose at most %(count)s rows at once.") % {"count": MOST_ROWS}
        messages.error(request, text)
        return None
    return page(keeper, request, change, list(chosen.order_by(*change.order)), change.form_class())


def step(keeper, request: HttpRequest, change: BulkChange, rows: list) -> HttpResponse:
    """Preview what was asked; with `confirm`, and where nothing is refused, do it."""
    form, listed = change.form_class(request.POST), changelist(keeper)
    if not rows:
        messages.error(request, _("Choose the rows first."))
        return redirect(listed)
    if not form.is_valid():
        return page(keeper, request, change, rows, form)
    mine = keeper.rows(request, keeper.writing_power).filter(pk__in=[row.pk for row in rows])
    named = [(row, keeper.choice_label(row)) for row in rows]
    lines = change.lines(named, set(mine.values_list("pk", flat=True)), form.cleaned_data)
    if request.POST.get("confirm") is None:
        return page(keeper, request, change, rows, form, lines)
    if request.POST["confirm"] != digest(lines):
        messages.warning(request, _("Something has changed in the meantime. Please look again."))
        return page(keeper, request, change, rows, form, lines)
    return confirm(keeper, request, change, rows, form, lines)


def confirm(keeper, request, change: BulkChange, rows: list, form, lines: list[Line]):
    """All of it in one transaction; the first refusal takes everything back."""
    changing = [line for line in lines if line.changes]
    if any(line.refusal for line in lines) or not changing:
        return page(keeper, request, change, rows, form, lines)
    try:
        with transaction.atomic():
            for line in changing:
                current = line
                change.apply(line.row, form.cleaned_data, request.user)
    except Refusal as refusal:
        text = _("%(row)s: %(reason)s Nothing was changed.")
        messages.error(request, text % {"row": current.label, "reason": refusal})
        return page(keeper, request, change, rows, form, lines)
    done = ngettext("%(count)s row is changed.", "%(count)s rows are changed.", len(changing))
    messages.success(request, done % {"count": len(changing)})
    return redirect(changelist(keeper))


def page(keeper, request, change: BulkChange, rows: list, form, lines: list[Line] | None = None):
    """The form, and under it the preview once something was asked."""
    lines = lines or []
    refused = [line for line in lines if line.refusal]
    allowed = [line for line in lines if not line.refusal]
    context = {
        **keeper.admin_site.each_context(request),
        "opts": keeper.opts,
        "title": change.title,
        "change": change,
        "form": form,
        "names": [keeper.choice_label(row) for row in rows],
        "ids": ",".join(str(row.pk) for row in rows),
        "lines": lines,
        "refused": len(refused),
        "changing": sum(line.changes for line in lines),
        "allowed_ids": ",".join(str(line.row.pk) for line in allowed) if refused else "",
        "digest": digest(lines),
        "address": reverse(
            f"admin:{keeper.opts.app_label}_{keeper.opts.model_name}_bulk", args=[change.name]
        ),
        "listed": changelist(keeper),
    }
    return render(request, "admin/bulk_change.html", context)


def changelist(keeper) -> str:
    return reverse(f"admin:{keeper.opts.app_label}_{keeper.opts.model_name}_changelist")
