"""Under which account the servers run, and what that account can reach.

PostgreSQL refuses to run as root. Started by root, both servers therefore run as `nobody`, an
account that every Linux has: adding a system user is not ours to do.
"""

import ctypes
import os
import pwd
import signal
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Account:
    """The user and group under which a server process runs."""

    uid: int
    gid: int

    @property
    def is_self(self) -> bool:
        return self.uid == os.geteuid()

    def popen_args(self) -> dict[str, Any]:
        """Arguments of `subprocess` that start a child under this account."""
        common: dict[str, Any] = {"cwd": "/", "env": clean_environment()}
        if self.is_self:
            return common
        return common | {"user": self.uid, "group": self.gid, "extra_groups": []}

    def can_reach(self, path: Path) -> bool:
        """True if the account can enter the folder `path`, or execute the file."""
        if self.is_self:
            return True
        command = ["/bin/sh", "-c", 'test -x "$0"', str(path)]
        return subprocess.run(command, **self.popen_args(), check=False).returncode == 0

    def own(self, path: Path) -> None:
        """Give `path` to the account."""
        if not self.is_self:
            os.chown(path, self.uid, self.gid)


def server_account() -> Account:
    """The account for servers started by this process."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    nobody = pwd.getpwnam("nobody")
    return Account(nobody.pw_uid, nobody.pw_gid)


def owner_args(uid: int) -> dict[str, Any]:
    """Arguments of `subprocess` with which root acts as the user whose data directory it is."""
    if uid == os.geteuid():
        return {}
    return {"user": uid, "group": pwd.getpwuid(uid).pw_gid, "extra_groups": []}


def clean_environment() -> dict[str, str]:
    """An environment in which no locale, time zone or PG* variable of the caller has a say."""
    return {"PATH": os.environ.get("PATH") or os.defpath, "LC_ALL": "C", "TZ": "UTC"}


def die_with_parent(number: signal.Signals) -> Callable[[], None]:
    """A `preexec_fn`: the kernel sends signal `number` to the child when its parent dies."""

    def preexec() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)

    return preexec
