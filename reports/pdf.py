"""A report as a PDF for signature, typeset by typst with the font that we ship."""

import json
from datetime import UTC
from pathlib import Path

import typst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from reports.document import WORDS, Document, Table, cell, shown

HERE = Path(__file__).resolve().parent
LAYOUT = HERE / "layouts" / "report.typ"
FONTS = HERE / "fonts"


def pdf(document: Document) -> bytes:
    """The .pdf file; the same document gives the same bytes."""
    return typst.compile(
        LAYOUT,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        sys_inputs={"report": json.dumps(_data(document), ensure_ascii=False)},
        timestamp=document.generated_at.astimezone(UTC),
    )


def _data(document: Document) -> dict:
    return {
        "title": document.title,
        "lang": (get_language() or "zh")[:2],
        "digest": document.digest,
        "facts": [
            [_("Reported by"), document.union],
            [_("Period"), document.period],
            [_("Made at"), f"{document.generated_at:%Y-%m-%d %H:%M}"],
        ],
        "tables": [_table(table) for table in document.tables],
        "signatures": [_("Prepared by"), _("Checked by"), _("Responsible")],
        "definitions_title": _("Definitions"),
        "notes": [list(note) for note in document.notes],
    }


def _table(table: Table) -> dict:
    def line(values) -> list[str]:
        return [shown(cell(v, c)) for v, c in zip(values, table.columns, strict=True)]

    return {
        "title": table.title,
        "columns": [{"title": c.title, "text": c.kind in WORDS} for c in table.columns],
        "rows": [line(row) for row in table.rows],
        "total": line(table.total) if table.total is not None else [],
    }
