"""Write the empty template of a kind of file."""

from pathlib import Path

from django.core.management import BaseCommand, CommandError

from common.errors import Refusal
from common.imports.registry import kind_named, kind_names
from common.imports.templates import write_kind_template


class Command(BaseCommand):
    help = "Write the template of KIND, with drop-downs, an example row and notes."

    def add_arguments(self, parser) -> None:
        parser.add_argument("kind", metavar="KIND", help=", ".join(kind_names()))
        parser.add_argument("file", metavar="FILE.xlsx", type=Path)

    def handle(self, *, kind: str, file: Path, **options) -> None:
        try:
            write_kind_template(kind_named(kind), file)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(str(file))
