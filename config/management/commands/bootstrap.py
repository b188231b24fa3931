"""Make the database ready: migrations, reference data and, on request, the demo data."""

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connection
from django.utils.translation import gettext as _

from common.jobs import make_known
from funding.reference import load_categories
from homes.models import Home, Space
from homes.reference import load_calendar, load_facilities, load_ticket_kinds
from reports.reference import load_standards
from services.reference import load_catalogue
from unions.reference import load_divisions, load_territorial_unions


class Command(BaseCommand):
    help = "Migrate, load reference data and, with --demo, the demo data. Safe to run again."
    requires_migrations_checks = False

    def add_arguments(self, parser) -> None:
        parser.add_argument("--demo", action="store_true", help="also make the demo data")
        parser.add_argument("--seed", type=int, default=125, help="the same seed, the same data")

    def handle(self, *, demo: bool, seed: int, verbosity: int, **options) -> None:
        if demo and settings.IN_PRODUCTION:
            raise CommandError(
                _("Demo accounts have known passwords: no demo data where DATABASE_URL is set.")
            )
        call_command("migrate", interactive=False, verbosity=0)
        load_divisions()
        load_territorial_unions()
        load_facilities()
        load_calendar()
        load_ticket_kinds()
        load_catalogue()
        load_categories()
        load_standards()
        make_known()
        Home.objects.refresh_search_texts()
        Space.objects.refresh_search_texts()
        if demo:
            from config.demo import load_demo

            load_demo(seed=seed, say=self.stderr.write if verbosity else lambda line: None)
            # Until the planner has counted the rows, some joins of a dashboard take minutes.
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        self.stdout.write("ready")
