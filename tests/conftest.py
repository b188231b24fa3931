"""The suite runs on servers of its own, thrown away at the end."""

import os
import tempfile
from pathlib import Path

import django
import hypothesis
from django.conf import settings

from common.translations import compile_all

os.environ["PORTAL_TEST"] = "1"
os.environ["SMS_BACKEND"] = "tests.outbox.Outbox"
os.environ.pop("DATABASE_URL", None)
os.environ.pop("REDIS_URL", None)


def _servers():
    """Start the servers once; xdist's workers find them through the environment."""
    from common import embedded

    if "PORTAL_TEST_DATA" in os.environ:
        os.environ["DATA_DIR"] = os.environ["PORTAL_TEST_DATA"]
        return None
    folder = tempfile.mkdtemp(prefix="portal-test-")
    os.environ["PORTAL_TEST_DATA"] = os.environ["DATA_DIR"] = folder
    return embedded.temporary(folder)


CLUSTER = _servers()
compile_all()
# how long an example takes says how busy the machine is, not whether the code is right
hypothesis.settings.register_profile("portal", deadline=None)
hypothesis.settings.load_profile("portal")
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
django.setup()
settings.PASSWORD_HASHERS.insert(0, "django.contrib.auth.hashers.MD5PasswordHasher")
pytest_plugins = ["tests.people", "tests.sheets", "tests.undefined"]


def pytest_unconfigure(config):
    if CLUSTER is not None:
        CLUSTER.stop()


ROOT = Path(__file__).resolve().parent.parent


def pytest_configure(config):
    """A cache for each of xdist's workers, so that clearing one leaves the others alone."""
    from common import embedded

    worker = getattr(config, "workerinput", {}).get("workerid", "gw0")
    number = 2 + int(worker.removeprefix("gw")) % 14
    url = f"{embedded.addresses(os.environ['DATA_DIR']).redis_url}?db={number}"
    os.environ["CACHE_URL"] = settings.CACHES["default"]["LOCATION"] = url
