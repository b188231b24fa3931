"""Uploaded files are handed out by the rows that hold them: who may see the row gets the file."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import default_storage
from django.db import models
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_GET

from homes.enums import PUBLIC
from homes.models import Agreement, DoorCheck, Photo, Ticket


@dataclass(frozen=True)
class Shelf:
    """The files of one kind of row: below which folder, in which field, and who sees the rows."""

    field: str
    rows: Callable[[HttpRequest], models.QuerySet]


SHELVES = {
    "homes": Shelf("image", lambda request: seen_photos(request)),
    "doors": Shelf("photo", lambda request: DoorCheck.objects.visible_to(request.user)),
    "tickets": Shelf("photo", lambda request: Ticket.objects.visible_to(request.user)),
    "agreements": Shelf("file", lambda request: Agreement.objects.visible_to(request.user)),
}


def seen_photos(request: HttpRequest) -> models.QuerySet:
    """Photos of public homes for everybody, those of others for their cadres."""
    return Photo.objects.filter(
        models.Q(home__status__in=PUBLIC)
        | models.Q(pk__in=Photo.objects.visible_to(request.user).values("pk"))
    )


@login_not_required
@require_GET
def uploaded(request: HttpRequest, path: str) -> FileResponse:
    """The file, or 404 for whoever may not see a row that holds it."""
    shelf = SHELVES.get(path.partition("/")[0])
    if shelf is None or not shelf.rows(request).filter(**{shelf.field: path}).exists():
        raise Http404
    try:
        response = FileResponse(default_storage.open(path), as_attachment=shelf.field == "file")
    except FileNotFoundError:
        raise Http404 from None
    response["Cache-Control"] = "private, max-age=86400"
    return response
