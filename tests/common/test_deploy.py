"""The files that run the portal elsewhere say the same as the code."""

import re
from pathlib import Path

import yaml

from common.embedded.postgres import MAJOR_VERSION

PROJECT = Path(__file__).resolve().parents[2]
COMPOSE = (PROJECT / "docker-compose.yml").read_text()
# for the test suite and for PostgreSQL's image; nobody sets them by hand
NOT_FOR_OPERATORS = {"PORTAL_TEST", "PORTAL_DEMO", "DJANGO_SETTINGS_MODULE", "DEBUG"}


def services() -> dict:
    return yaml.safe_load(COMPOSE)["services"]


def test_the_image_runs_every_part_once() -> None:
    assert set(services()) == {
        "postgres",
        "redis",
        "bootstrap",
        "web",
        "worker",
        "beat",
        "proxy",
    }


def test_only_the_proxy_is_open_to_the_outside() -> None:
    assert [name for name, service in services().items() if "ports" in service] == ["proxy"]


def test_compose_and_embedded_run_one_postgresql() -> None:
    assert services()["postgres"]["image"].startswith(f"postgres:{MAJOR_VERSION}-")


def test_what_compose_asks_for_is_in_the_example() -> None:
    example = (PROJECT / ".env.example").read_text()
    asked = set(re.findall(r"\$\{(\w+):\?", COMPOSE))
    assert asked == {"POSTGRES_PASSWORD", "SECRET_KEY", "ALLOWED_HOSTS", "SITE_ADDRESS"}
    assert [name for name in sorted(asked) if f"\n{name}=" not in example] == []


def test_the_example_holds_no_secret() -> None:
    example = (PROJECT / ".env.example").read_text()
    assert "\nSECRET_KEY=\n" in example
    assert "\nPOSTGRES_PASSWORD=\n" in example


def test_every_variable_of_the_settings_is_explained() -> None:
    settings = (PROJECT / "config" / "settings.py").read_text()
    read = re.findall(r'(?:environ\.get|environ\[|flag|environ\()\(?"([A-Z_]+)"', settings)
    manual = (PROJECT / "docs" / "operations.md").read_text()
    assert len(read) > 10
    missing = {name for name in read if f"`{name}`" not in manual} - NOT_FOR_OPERATORS
    assert missing == set()


def test_ci_calls_targets_that_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (PROJECT / "Makefile").read_text(), re.MULTILINE))
    loop = re.search(r"for check in ([a-z -]+);", (PROJECT / ".ci" / "run").read_text())
    assert loop is not None
    assert set(loop[1].split()) <= targets
