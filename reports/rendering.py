"""A frozen payload as a file.

The makers of files are imported when one is made: only workers and commands make them, and a
web process is 20 MB smaller without.
"""

from collections.abc import Callable

from django.conf import settings
from django.utils import translation

from reports.documents import document
from reports.enums import FileFormat
from reports.payloads import as_json


def rendered(payload: dict, format: str) -> bytes:
    """The file's bytes, in the portal's official language; the same payload, the same bytes."""
    with translation.override(settings.LANGUAGE_CODE):
        return RENDERERS[format](payload)


def _xlsx(payload: dict) -> bytes:
    from reports.xlsx import workbook

    return workbook(document(payload))


def _pdf(payload: dict) -> bytes:
    from reports.pdf import pdf

    return pdf(document(payload))


RENDERERS: dict[str, Callable[[dict], bytes]] = {
    FileFormat.XLSX: _xlsx,
    FileFormat.PDF: _pdf,
    FileFormat.JSON: lambda payload: (as_json(payload, indent=2) + "\n").encode(),
}
