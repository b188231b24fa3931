"""Where everything of a data directory lies: sockets, locks, logs, stores. Paths only."""

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from common.embedded.errors import EmbeddedError

ROLE = DATABASE = "portal"
SUPERUSER = "postgres"
READY = "ready"  # what a keeper says whose servers answer
PG_PORT = 5432  # only a part of the socket's file name: nothing listens on TCP


@dataclass(frozen=True)
class Addresses:
    """URLs of the servers of one data directory."""

    database_url: str  # postgresql://portal@/portal?host=<socket directory, percent-encoded>
    redis_url: str  # unix://<socket>, as redis-py (caches) spells it; no ?db= yet
    celery_url: str  # redis+socket://<socket>, as Celery spells it


@dataclass(frozen=True)
class Layout:
    """Every path that belongs to a data directory."""

    data_dir: Path
    owner: int  # uid to whom the data directory belongs, or will when it is made

    @property
    def runtime(self) -> Path:
        """The folder of the sockets: short, since a socket's path may have 107 bytes at most."""
        key = hashlib.sha256(os.fsencode(self.data_dir)).hexdigest()[:16]
        return runtime_base(self.owner) / key

    @property
    def store(self) -> Path:
        """What the servers keep; a link where the server account cannot reach the data_dir."""
        return self.data_dir / "embedded"

    @property
    def locks(self) -> Path:
        return self.data_dir / "run"

    @property
    def users_lock(self) -> Path:
        """Shared by all who use the servers."""
        return self.locks / "users.lock"

    @property
    def keeper_lock(self) -> Path:
        """Held by the keeper while it lives; the file says its process id."""
        return self.locks / "keeper.lock"

    @property
    def logs(self) -> Path:
        return self.data_dir / "log"

    @property
    def pg_data(self) -> Path:
        return self.store / "postgresql"

    @property
    def valkey_data(self) -> Path:
        return self.store / "valkey"

    @property
    def valkey_socket(self) -> Path:
        return self.runtime / "valkey.sock"

    @property
    def pg_socket(self) -> Path:
        return self.runtime / f".s.PGSQL.{PG_PORT}"


def layout(data_dir: str | os.PathLike[str]) -> Layout:
    """The layout of `data_dir`, which need not exist yet."""
    path = Path(os.path.realpath(data_dir))
    try:
        owner = path.stat().st_uid
    except FileNotFoundError:
        owner = os.geteuid()
    return Layout(path, owner)


def addresses(data_dir: str | os.PathLike[str]) -> Addresses:
    """Where the servers of `data_dir` listen, whether they run or not."""
    place = layout(data_dir)
    return Addresses(
        database_url=f"postgresql://{ROLE}@/{DATABASE}?host={quote(str(place.runtime), safe='')}",
        redis_url=f"unix://{place.valkey_socket}",
        celery_url=f"redis+socket://{place.valkey_socket}",
    )


def runtime_base(uid: int) -> Path:
    """The parent of all socket folders of a user; the same in every environment."""
    return Path("/run/shared-homes") if uid == 0 else Path(f"/tmp/shared-homes-{uid}")


def private_dir(path: Path, mode: int, uid: int) -> None:
    """Make `path` a folder of `uid` with `mode`; a folder of anybody else is refused.

    /tmp belongs to all, so somebody could have put a folder or a link there before us.
    """
    try:
        path.mkdir()
        if uid != os.geteuid():
            os.chown(path, uid, -1)
    except FileExistsError:
        pass
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != uid:
        raise EmbeddedError(f"{path} belongs to somebody else. Remove it and start again.")
    if stat.S_IMODE(found.st_mode) != mode:
        path.chmod(mode)
