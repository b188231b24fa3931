"""What `make run` is told by the environment, and what it tells its children."""

import os
import secrets
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from common.embedded.children import MARK
from common.embedded.errors import EmbeddedError
from common.embedded.layout import Layout, layout
from common.translations import PROJECT


@dataclass(frozen=True)
class Surroundings:
    """The options of one `make run`."""

    environ: Mapping[str, str]
    place: Layout
    listener: int  # descriptor of the listening socket
    address: str  # http://127.0.0.1:8000
    demo: bool  # demo data wanted; never with a database that is not ours

    @property
    def own_database(self) -> bool:
        return not self.environ.get("DATABASE_URL")

    @property
    def own_broker(self) -> bool:
        return not self.environ.get("REDIS_URL")

    @property
    def static_root(self) -> Path:
        return Path(self.environ.get("STATIC_ROOT") or self.place.data_dir / "static")

    @property
    def mark(self) -> str:
        """Names this portal in the environment of all its processes."""
        return str(self.place.data_dir)

    def for_children(self, *, demo: bool) -> dict[str, str]:
        """The environment of manage.py, web, worker and beat."""
        defaults = {"BASE_URL": self.address, "SECURE_COOKIES": "0"}  # plain HTTP is what we serve
        if not self.own_database:
            defaults["SECRET_KEY"] = _secret_key(self.place.data_dir / "secret-key")
        told = {
            "DATA_DIR": str(self.place.data_dir),
            "PORTAL_DEMO": "1" if demo and self.own_database else "0",
            "PYTHONUNBUFFERED": "1",
            MARK: self.mark,
        }
        return defaults | dict(self.environ) | told


def surroundings(environ: Mapping[str, str]) -> Surroundings:
    """Read the environment that deploy/run.py left."""
    if "PORTAL_LISTENER" not in environ:
        raise EmbeddedError("Start the portal with `make run`.")
    listener = int(environ["PORTAL_LISTENER"])
    with socket.socket(fileno=os.dup(listener)) as taken:
        host, port = taken.getsockname()[:2]
    host = f"[{host}]" if ":" in host else host
    return Surroundings(
        environ=environ,
        place=layout(environ.get("DATA_DIR") or PROJECT / "var"),
        listener=listener,
        address=f"http://{host}:{port}",
        demo=environ.get("DEMO", "1") != "0" and not environ.get("DATABASE_URL"),
    )


def _secret_key(path: Path) -> str:
    """A key made once and kept beside the data, as the settings do without DATABASE_URL."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+") as file:
        key = file.read()
        if not key:
            key = secrets.token_urlsafe(50)
            file.write(key)
    return key
