"""Take back a whole import, or say what is in the way."""

import json as json_module

from django.core.management import BaseCommand, CommandError
from django.utils.translation import gettext as _

from common.errors import Refusal
from common.imports.undoing import undo_import
from common.models import ImportBatch


class Command(BaseCommand):
    help = "Undo the import BATCH: all of it, or nothing."

    def add_arguments(self, parser) -> None:
        parser.add_argument("batch", metavar="BATCH", type=int, help="as import_rows told it")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *, batch: int, json: bool, **options):
        found = ImportBatch.objects.filter(pk=batch).first()
        if found is None:
            raise CommandError(_("There is no import %(batch)s.") % {"batch": batch})
        try:
            undo_import(batch=found, by=None)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        if json:
            told = {"batch": found.pk, "kind": found.kind, "rows": found.rows}
            self.stdout.write(json_module.dumps(told))
        else:
            self.stdout.write(_("The import is undone."))
