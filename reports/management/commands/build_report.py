"""A report straight into a file, without the worker."""

from pathlib import Path

from django.core.management import BaseCommand, CommandError
from django.utils.translation import gettext as _

from reports.building import snapshot
from reports.command_line import day_of, standard_of, union_of
from reports.enums import FileFormat, ReportKind
from reports.payloads import Subject, build, frozen
from reports.period import Period
from reports.rendering import rendered


class Command(BaseCommand):
    help = "Build a report of one KIND (coverage, funding, operations, staffing) into a file."

    def add_arguments(self, parser) -> None:
        parser.add_argument("kind", metavar="KIND", help=", ".join(ReportKind.values))
        parser.add_argument("--union", required=True, help="code of the union")
        parser.add_argument("--from", required=True, dest="starts_on", help="first day")
        parser.add_argument("--to", required=True, dest="ends_on", help="last day, included")
        parser.add_argument("--format", required=True, help=", ".join(FileFormat.values))
        parser.add_argument("--out", required=True, type=Path, help="the file to write")

    def handle(self, *, kind, union, starts_on, ends_on, format, out, **options) -> None:
        period = Period(day_of(starts_on), day_of(ends_on))
        if period.ends_on < period.starts_on:
            raise CommandError(_("The period ends before it starts."))
        self._one_of(kind, ReportKind.values)
        self._one_of(format, FileFormat.values)
        subject = Subject(ReportKind(kind), union_of(union), period, standard_of(None))
        with snapshot():
            parts = list(build(subject))
        content = rendered(frozen(subject, parts), format)
        try:
            out.write_bytes(content)
        except OSError as error:
            raise CommandError(f"{out}: {error.strerror}") from None

    def _one_of(self, text: str, choices: list[str]) -> None:
        if text not in choices:
            message = _("%(text)s is unknown; choose one of: %(choices)s.")
            raise CommandError(message % {"text": text, "choices": ", ".join(choices)})
