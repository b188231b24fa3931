"""Share of workers within the circle of a home."""

from django.core.management import BaseCommand
from django.utils.translation import gettext as _

from reports.command_line import moment_of, standard_of, union_of
from reports.definitions import radius_text
from reports.payloads import as_json
from reports.reach import When, reach


class Command(BaseCommand):
    help = "How many workers of a union's divisions have a home within the standard's radius."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--union", required=True, help="code of the union")
        parser.add_argument("--standard", help="code or name; the default one if not given")
        parser.add_argument("--at", help="count the homes open then, such as 2026-11-28T20:00")
        parser.add_argument(
            "--verified", action="store_true", help="count only homes proven open by a door check"
        )
        parser.add_argument("--json", action="store_true", help="one JSON object")

    def handle(self, *, union, standard, at, verified, json, **options) -> None:
        yardstick = standard_of(standard)
        if at is None:
            when = When.today(verified=verified)
        else:
            when = When.moment(moment_of(at), verified=verified)
        answer = reach(union_of(union), yardstick, when)
        if json:
            self.stdout.write(as_json({**answer.as_json(), "standard": yardstick.code}))
            return
        self.stdout.write(radius_text(yardstick))
        line = _("%(covered)s of %(workers)s workers covered")
        self.stdout.write(line % {"covered": answer.covered, "workers": answer.workers})
        for row in answer.by_county:
            self.stdout.write(f"{row.division.name}\t{row.covered}\t{row.workers}")
