"""Take in a spreadsheet of one kind, all of it or nothing."""

import json
import sys
from pathlib import Path

from django.core.management import BaseCommand, CommandError
from django.utils.translation import gettext as _

from common.datum import Datum
from common.errors import Refusal
from common.imports.registry import kind_names
from common.imports.running import Outcome, run_import


class Command(BaseCommand):
    help = "Import rows of KIND from an xlsx or csv file; every wrong row is named."

    def add_arguments(self, parser) -> None:
        parser.add_argument("kind", metavar="KIND", help=", ".join(kind_names()))
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="check only, save nothing")
        parser.add_argument("--datum", choices=["wgs84", "gcj02", "bd09"], default="wgs84")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *, kind: str, file: Path, dry_run: bool, datum: Datum, json: bool, **options):
        if not file.is_file():
            raise CommandError(_("There is no file %(path)s.") % {"path": file})
        try:
            outcome = run_import(kind=kind, path=file, datum=datum, dry_run=dry_run)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.tell(outcome, as_json=json)
        if outcome.errors:
            sys.exit(1)

    def tell(self, outcome: Outcome, *, as_json: bool) -> None:
        for title in outcome.ignored_columns:
            self.stderr.write(_("Column not recognised: %(title)s") % {"title": title})
        for error in outcome.errors:
            self.stderr.write(str(error))
        if as_json:
            self.stdout.write(json.dumps(outcome.as_dict(), ensure_ascii=False))
        elif not outcome.errors:
            message = _("%(rows)s rows: %(created)s created, %(updated)s updated.")
            self.stdout.write(message % vars(outcome))
