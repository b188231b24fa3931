"""Where the next homes should go, and how good that answer is."""

from pathlib import Path

from django.core.management import BaseCommand, CommandError
from django.utils.translation import gettext as _

from common.errors import Refusal
from reports.candidates import read_candidates
from reports.command_line import count_of, standard_of, union_of
from reports.payloads import as_json
from reports.reach import When, demand_of, service_points
from reports.siting import Plan, plan_sites


class Command(BaseCommand):
    help = "The next sites that newly cover most workers, with a proven upper bound."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--union", required=True, help="code of the union")
        parser.add_argument("--count", required=True, help="how many sites")
        parser.add_argument("--standard", help="code or name; the default one if not given")
        parser.add_argument("--candidates", type=Path, help="xlsx or csv with lat and lon (WGS84)")
        parser.add_argument("--json", action="store_true", help="one JSON object")

    def handle(self, *, union, count, standard, candidates, json, **options) -> None:
        yardstick, demand = standard_of(standard), demand_of(union_of(union))
        plan = plan_sites(
            demand.points,
            demand.workers,
            service_points(yardstick, When.today()),
            yardstick.radius_m,
            count_of(count),
            None if candidates is None else self._candidates(candidates),
        )
        if json:
            self.stdout.write(as_json({**plan.as_json(), "radius_m": yardstick.radius_m}))
        else:
            self._tell(plan)

    def _candidates(self, path: Path):
        try:
            return read_candidates(path)
        except Refusal as refusal:
            raise CommandError(f"{path}: {refusal.message}") from None
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from None

    def _tell(self, plan: Plan) -> None:
        for site in plan.sites:
            self.stdout.write(f"{site.lat:.6f}, {site.lon:.6f}\t+{site.newly_covered}")
        line = _("%(covered)s of %(workers)s workers covered, at most %(bound)s possible")
        facts = {"covered": plan.covered, "workers": plan.workers, "bound": plan.upper_bound}
        self.stdout.write(line % facts)
