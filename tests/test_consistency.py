"""Things that belong together and drift apart: names, translations, templates, deletion, docs."""

import os
import re
import subprocess
import sys
from importlib import import_module
from io import StringIO
from pathlib import Path

import polib
import pytest
from django.apps import apps
from django.contrib.staticfiles import finders
from django.core.management import call_command, get_commands
from django.db import models
from django.template import engines
from django.urls import Resolver404, resolve
from django.utils.translation import override

from tests import messages
from tests.source import APPS, OURS, ROOT, tracked_files

TEMPLATES = ROOT / "templates"
CATALOGUE = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
OUR_APPS = [app for app in APPS if app != "config"]
MODELS = [
    model
    for model in apps.get_models()
    if model._meta.app_label in OUR_APPS and not model.__name__.startswith("Historical")
]
HAN = re.compile(r"[\u4e00-\u9fff]")
DOCS = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]


# Models and their fields


def test_every_model_has_a_name_in_both_languages():
    for model in MODELS:
        for name in (model._meta.verbose_name, model._meta.verbose_name_plural):
            with override("zh-hans"):
                assert HAN.search(str(name)), f"{model._meta.label}: {name}"
            with override("en"):
                assert str(name)[0].islower(), f"{model._meta.label}: {name}"


SAME_IN_BOTH = {"SHA-256"}
# Django's and treebeard's own; no form of ours has them.
NOT_SHOWN = {"password", "last_login", "is_superuser", "path", "depth", "numchild"}
# Rows that no page shows by themselves.
BEHIND = {
    "bookings.ClosureHit",
    "bookings.ClosurePart",
    "bookings.Hold",
    "homes.VisitMark",
    "reports.ReportFile",
}


def test_every_field_that_people_see_has_a_name_in_both_languages():
    for model in MODELS:
        for field in () if model._meta.label in BEHIND else model._meta.local_fields:
            if not field.editable or field.auto_created or field.verbose_name in SAME_IN_BOTH:
                continue
            if field.name in NOT_SHOWN:
                continue
            with override("zh-hans"):
                assert HAN.search(str(field.verbose_name)), f"{model._meta.label}.{field.name}"


def test_every_choice_has_a_name_in_both_languages():
    for model in MODELS:
        for field in model._meta.local_fields:
            for value, label in field.flatchoices:
                if str(label) in {"JSON", "Excel", "PDF"}:
                    continue
                with override("zh-hans"):
                    assert not str(label).isascii(), f"{model._meta.label}.{field.name} {value}"


# Rows that belong to nobody: catalogues, the calendar, policies; and parts of a row above.
UNOWNED = {
    "bookings.ConductPolicy",
    "bookings.ClosureHit",
    "bookings.ClosurePart",
    "bookings.ApprovalPolicy",
    "bookings.Hold",
    "bookings.PeakTime",
    "common.AuditEntry",
    "common.ImportChange",
    "common.ImportFile",
    "common.JobRun",
    "funding.Category",
    "homes.CalendarDay",
    "homes.DoorPolicy",
    "homes.Facility",
    "homes.TicketEvent",
    "homes.TicketKind",
    "homes.VisitMark",
    "reports.ReportFile",
    "reports.Standard",
    "reports.TypicalRule",
    "services.HiddenPassage",
    "services.ServiceItem",
    "unions.Division",
    "unions.PointsPolicy",
}


def test_every_owned_model_knows_who_may_see_it():
    without = {
        model._meta.label
        for model in MODELS
        if not hasattr(model._default_manager.all(), "visible_to")
    }
    assert without == UNOWNED


# What goes when the row it points to goes. Everything else is PROTECT: a row in use stays.
GOES_TOO = {
    "bookings.Appeal.person",
    "bookings.Appeal.strike",
    "bookings.Block.person",
    "bookings.Block.strike",
    "bookings.ClosureHit.part",
    "bookings.ClosureHit.reservation",
    "bookings.ClosurePart.closure",
    "bookings.CalendarFeed.person",
    "bookings.CalendarFeed.space",
    "bookings.Hold.reservation",
    "bookings.Strike.person",
    "bookings.WaitlistEntry.person",
    "bookings.PartnerWorker.agreement",
    "bookings.PartnerWorker.person",
    "bookings.PeakTime.quota",
    "bookings.Quota.home",
    "bookings.Quota.space",
    "bookings.Quota.union",
    "bookings.RuleSet.home",
    "bookings.RuleSet.space",
    "bookings.RuleSet.union",
    "common.ImportChange.batch",
    "common.ImportFile.batch",
    "homes.Agreement.home",
    "homes.Designation.home",
    "homes.DoorCall.home",
    "homes.DoorCheck.home",
    "homes.HomeAppointment.home",
    "homes.HomeAppointment.person",
    "homes.Hours.home",
    "homes.HoursException.home",
    "homes.LifeEvent.home",
    "homes.Photo.home",
    "homes.Space.home",
    "homes.Stop.home",
    "homes.TicketEvent.ticket",
    "homes.Visit.home",
    "homes.VisitByGroup.home",
    "homes.VisitMark.home",
    "funding.PremisesInKind.home",
    "messaging.Choice.person",
    "messaging.Delivery.notice",
    "messaging.Notice.person",
    "messaging.Preferences.person",
    "reports.ReportFile.report",
    "services.Activity.home",
    "services.Feedback.home",
    "services.Feedback.reservation",
    "services.Feedback.sign_up",
    "services.HiddenPassage.feedback",
    "services.MenuEntry.home",
    "services.Session.activity",
    "services.SignUp.person",
    "services.SignUp.session",
    "staffing.Assignment.shift",
    "staffing.Shift.home",
    "staffing.StaffMember.home",
    "unions.Appointment.person",
}
IS_EMPTIED = {
    "bookings.PartnerWorker.decided_by",
    "bookings.Reservation.decided_by",
    "bookings.Reservation.person",
    "bookings.Closure.by",
    "bookings.Series.created_by",
    "bookings.Series.person",
    "homes.DoorCheck.person",
    "homes.Inspection.inspector",
    "homes.Ticket.space",
    "homes.TicketEvent.by",
    "reports.Report.requested_by",
    "staffing.StaffMember.person",
    "services.Feedback.answered_by",
    "services.Feedback.person",
    "services.HiddenPassage.by",
}
IS_LEFT = {"common.AuditEntry.actor"}


def test_deletion_is_decided_for_every_reference():
    found = {}
    for model in MODELS:
        for field in model._meta.local_fields:
            if isinstance(field, models.ForeignKey):
                name = f"{model._meta.label}.{field.name}"
                found.setdefault(field.remote_field.on_delete, set()).add(name)
    found.pop(models.PROTECT)
    decided = {
        models.CASCADE: GOES_TOO,
        models.SET_NULL: IS_EMPTIED,
        models.DO_NOTHING: IS_LEFT,
    }
    assert found == decided


@pytest.mark.django_db
def test_migrations_are_complete():
    out = StringIO()
    call_command("makemigrations", "--check", "--dry-run", stdout=out, no_color=True)
    assert out.getvalue() == "No changes detected\n"


# Translations


def test_every_message_is_translated():
    catalogue = polib.pofile(str(CATALOGUE))
    wanting = [entry.msgid for entry in catalogue if not entry.translated() or entry.fuzzy]
    assert wanting == []


def test_catalogue_is_what_the_code_says():
    catalogue = polib.pofile(str(CATALOGUE))
    known = {messages.Message(e.msgctxt or "", e.msgid, e.msgid_plural) for e in catalogue}
    used = messages.of_python() | messages.of_templates()
    assert (used - known, known - used) == (set(), set())


def placeholders(text: str) -> list[str]:
    return sorted(re.findall(r"%\(\w+\)[sd]|%[sd]|\{\w*\}", text))


def test_translations_keep_their_placeholders():
    for entry in polib.pofile(str(CATALOGUE)):
        shown = entry.msgstr_plural.get(0, "") if entry.msgid_plural else entry.msgstr
        original = entry.msgid_plural or entry.msgid
        assert set(placeholders(shown)) <= set(placeholders(original)), entry.msgid
        if not entry.msgid_plural:
            assert placeholders(shown) == placeholders(original), entry.msgid


# Templates and static files


def our_templates() -> dict[str, str]:
    return {
        path.relative_to(TEMPLATES).as_posix(): path.read_text(encoding="utf-8")
        for path in TEMPLATES.rglob("*")
        if path.is_file()
    }


# Django finds these by their names.
BY_NAME = {"400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html"}


def replaces_another(name: str) -> bool:
    """Whether a package we use has a template of this name."""
    return any(
        (Path(folder) / name).is_file()
        for folder in engines["django"].engine.dirs + list(package_folders())
        if not str(folder).startswith(str(TEMPLATES))
    )


def package_folders():
    return (Path(config.path) / "templates" for config in apps.get_app_configs())


def test_no_template_is_unused():
    templates = our_templates()
    text = "\n".join([*templates.values(), *(source.text for source in OURS)])
    unused = [
        name
        for name in templates
        if name not in BY_NAME
        and f'"{name}"' not in text
        and f"'{name}'" not in text
        and not replaces_another(name)
    ]
    assert unused == []


def test_every_static_file_that_is_named_exists():
    for name, text in our_templates().items():
        for file in re.findall(r"\{% static ['\"]([^'\"]+)['\"]", text):
            assert finders.find(file), f"{name}: {file}"


def test_every_icon_that_is_named_exists():
    sprite = Path(finders.find("img/icons.svg")).read_text(encoding="utf-8")
    known = set(re.findall(r'<symbol[^>]* id="([a-z0-9-]+)"', sprite))
    assert known
    for name, text in our_templates().items():
        for icon in re.findall(r"\{% icon ['\"]([^'\"]+)['\"][^|]", text):
            assert icon in known, f"{name}: {icon}"


# Documents


def test_every_command_of_the_documents_exists():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    commands = {*get_commands(), "help"}
    for path in DOCS:
        text = path.read_text(encoding="utf-8")
        for target in re.findall(r"(?:`|^)make ([a-z-]+)", text, re.MULTILINE):
            assert target in targets, f"{path.name}: make {target}"
        for command in re.findall(r"manage\.py ([a-z_]+)", text):
            assert command in commands, f"{path.name}: manage.py {command}"


def test_every_link_of_the_documents_leads_somewhere():
    for path in DOCS:
        text = path.read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([^)#]+)[^)]*\)", text):
            if "://" not in target:
                assert (path.parent / target).exists(), f"{path.name}: {target}"


def test_every_call_of_the_api_manual_exists():
    text = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    calls = re.findall(r"`(?:GET|POST) (/api/[^`? ]+)", text)
    assert len(calls) > 8
    for call in calls:
        path = re.sub(r"\{\w+\}", "1", call)
        try:
            resolve(path)
        except Resolver404:
            pytest.fail(f"docs/api.md: {call}")


def test_every_setting_from_the_environment_is_in_the_manual():
    settings = (ROOT / "config" / "settings.py").read_text(encoding="utf-8")
    manual = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    names = set(re.findall(r'(?:environ\.get\(|environ\[|flag\()"([A-Z_]+)"', settings))
    ours = {"PORTAL_DEMO", "PORTAL_TEST"}  # set by the launcher and by the tests, never by people
    assert [name for name in sorted(names - ours) if name not in manual] == []


@pytest.mark.parametrize("app", ["bookings", "services"])
def test_every_refusal_is_used_and_the_api_manual_has_what_it_answers(app):
    sentences = import_module(f"{app}.refusals").SENTENCES
    text = "\n".join(s.text for s in OURS if s.app == app and s.module != "refusals")
    assert [code for code in sentences if f'"{code}"' not in text] == []
    api = "\n".join(s.text for s in OURS if s.name in {f"{app}/rules.py", f"{app}/actions.py"})
    manual = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    answered = set(re.findall(r'refuse\(\s*"(\w+)"', api)) - NOT_OF_THE_API[app]
    assert [code for code in sorted(answered) if f"`{code}`" not in manual] == []


# Refused in the admin only.
NOT_OF_THE_API = {
    "bookings": {"held", "in_the_way", "of_activity", "too_short_a_while"},
    "services": {
        "below_taken",
        "future",
        "home_closed",
        "nobody_counted",
        "not_begun",
        "other_home",
        "past_start",
        "session_exists",
        "sign_up_window",
        "times",
    },
}


# The tree


# A path of somebody's machine, or the host from which packages come there.
OF_ONE_MACHINE = re.compile(
    r"(?<![\w.~-])/(?:work|root|home/\w+|Users/\w+)/|^--\w*(?:index-url|find-links|trusted-host)"
    r"|pypi\.tuna|mirrors?\.\w+\.(?:com|cn|edu)|devpi|artifactory",
    re.MULTILINE,
)
GENERATED = ("static/vendor/", "reports/fonts/")


def test_nothing_of_one_machine_is_in_the_project():
    found = []
    for path in tracked_files():
        name = path.relative_to(ROOT).as_posix()
        if name.startswith(GENERATED) or path == Path(__file__):
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{name}: {match.group()}" for match in OF_ONE_MACHINE.finditer(text)]
    assert found == []


def test_production_settings_pass_djangos_checks():
    """As docs/operations.md has them: a real database, HTTPS at the proxy."""
    environment = os.environ | {
        "DATABASE_URL": "postgresql://portal:x@localhost/portal",
        "REDIS_URL": "redis://localhost:6379/0",
        "SECRET_KEY": "x7Kq-" * 12 + "Zp3!",
        "ALLOWED_HOSTS": "homes.example.org",
        "BEHIND_PROXY": "1",
        "SECURE_SSL_REDIRECT": "1",
        "SECURE_HSTS_SECONDS": "31536000",
        "PORTAL_DEMO": "1",
    }
    environment.pop("PORTAL_TEST")
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (
        0,
        "System check identified no issues (2 silenced).\n",
    ), done.stderr
