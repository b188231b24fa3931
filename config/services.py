"""The database and broker that a command needs: given by the environment, or embedded."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# These commands read only source files, so they must not cost the start of a database.
WITHOUT_SERVICES = frozenset(
    {"makemessages", "compilemessages", "collectstatic", "help", "version"}
)


def data_dir() -> Path:
    """Folder of everything the portal keeps on this machine (env DATA_DIR, else ./var)."""
    return Path(os.environ.get("DATA_DIR") or ROOT / "var").absolute()


def needs_services(argv: list[str]) -> bool:
    """Whether `manage.py …` needs an embedded server started for it."""
    if os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"):
        return False
    return len(argv) > 1 and argv[1] not in WITHOUT_SERVICES and "--help" not in argv


@contextmanager
def services_for_command(argv: list[str]) -> Iterator[None]:
    """Keep the embedded servers up while a command runs; the last user out stops them."""
    if not needs_services(argv):
        yield
        return
    from common import embedded

    cluster = embedded.ensure(data_dir())
    try:
        yield
    finally:
        cluster.release()
