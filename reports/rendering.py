"""A frozen payload as a file."""

from collections.abc import Callable

from django.conf import settings
from django.utils import translation

from reports.documents import document
from reports.enums import FileFormat
from reports.payloads import as_json
from reports.pdf import pdf
from reports.xlsx import workbook

CONTENT_TYPES = {
    FileFormat.JSON: "application/json",
    FileFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileFormat.PDF: "application/pdf",
}


def rendered(payload: dict, format: str) -> bytes:
    """The file's bytes, in the portal's official language; the same payload, the same bytes."""
    with translation.override(settings.LANGUAGE_CODE):
        return RENDERERS[format](payload)


RENDERERS: dict[str, Callable[[dict], bytes]] = {
    FileFormat.JSON: lambda payload: (as_json(payload, indent=2) + "\n").encode(),
    FileFormat.XLSX: lambda payload: workbook(document(payload)),
    FileFormat.PDF: lambda payload: pdf(document(payload)),
}
