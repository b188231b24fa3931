"""What has to be done before the portal can answer, each step only when something changed."""

import hashlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from common.embedded.account import die_with_parent
from common.embedded.children import say
from common.embedded.errors import EmbeddedError
from common.translations import PROJECT, compile_all

CODE_SUFFIXES = {".py", ".csv", ".json"}
APPS = ("common", "unions", "homes", "bookings", "staffing", "services", "funding", "reports")


@dataclass(frozen=True)
class Preparation:
    """The steps, for one data directory and one database."""

    environment: dict[str, str]
    static_root: Path
    # where the last bootstrap is noted; None for a database that is not ours: done at each start
    note: Path | None
    want_demo: bool

    def run(self) -> bool:
        """Do what is needed. True if the database holds demo data."""
        compile_all()
        self._collect_static()
        if self.note is None:
            self._manage("bootstrap")
            return False
        return self._bootstrap(self.note)

    def _bootstrap(self, note: Path) -> bool:
        done = json.loads(note.read_text()) if note.exists() else {"demo": self.want_demo}
        code = fingerprint(_code())
        if done.get("code") != code:
            first_with_demo = done["demo"] and not note.exists()
            say("preparing the database" + (" and the demo data" if first_with_demo else ""))
            self._manage("bootstrap", *(["--demo"] if first_with_demo else []))
            # written at the end: a bootstrap that was interrupted is done again
            _write(note, json.dumps({"code": code, "demo": done["demo"]}))
        if self.want_demo and not done["demo"]:
            say("this data directory was begun without demo data; set another DATA_DIR for them")
        return bool(done["demo"])

    def _collect_static(self) -> None:
        note = self.static_root / ".collected"
        state = fingerprint(_static())
        if note.exists() and note.read_text() == state:
            return
        self._manage("collectstatic", "--noinput", "--verbosity=0")
        _write(note, state)

    def _manage(self, *arguments: str) -> None:
        """Run a command of manage.py; what it prints goes to stderr."""
        command = [sys.executable, str(PROJECT / "manage.py"), *arguments]
        done = subprocess.run(
            command,
            cwd=PROJECT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr,
            preexec_fn=die_with_parent(signal.SIGTERM),
            check=False,
        )
        if done.returncode:
            raise EmbeddedError(f"manage.py {arguments[0]} failed (see above).")


def fingerprint(files: Iterable[Path]) -> str:
    """A hash over the names and the contents of `files`."""
    total = hashlib.sha256()
    for path in sorted(files):
        total.update(f"{path.relative_to(PROJECT)}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _code() -> list[Path]:
    """All that a bootstrap depends on: models, migrations, reference data, packages."""
    folders = [PROJECT / app for app in (*APPS, "config")]
    found = [path for folder in folders for path in folder.rglob("*")]
    code = [path for path in found if path.suffix in CODE_SUFFIXES]
    return [*code, PROJECT / "requirements.txt"]


def _static() -> list[Path]:
    files = [path for path in (PROJECT / "static").rglob("*") if path.is_file()]
    return [*files, PROJECT / "requirements.txt"]


def _write(path: Path, text: str) -> None:
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    path.parent.mkdir(parents=True, exist_ok=True)
    draft.write_text(text)
    draft.replace(path)
