"""A fresh checkout on a plain machine: packages and all, as root and as an ordinary user.

Needs the package index, and root to become somebody else.
"""

import os
import pwd
import re
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.drills.portal import PROJECT, Portal, answers, running

FIRST_START_SECONDS = 180
PLAIN_PATH = "/usr/local/bin:/usr/bin:/bin"
pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")


@pytest.fixture
def checkout() -> Iterator[Path]:
    """The sources, as a clone has them, in a folder that everybody can reach."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(listed, cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    for name in names.rstrip("\0").split("\0"):
        if (PROJECT / name).exists():
            (folder / "checkout" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(PROJECT / name, folder / "checkout" / name)
    yield folder / "checkout"
    store = folder / "checkout" / "var" / "embedded"
    shutil.rmtree(store.resolve(), ignore_errors=True)
    shutil.rmtree(folder)


def fresh(checkout: Path, *prefix: str) -> Portal:
    home = checkout.parent / "home"
    home.mkdir(exist_ok=True)
    made = Portal(checkout / "var", checkout=checkout, prefix=prefix, options={})
    made.environment = {"HOME": str(home), "PATH": PLAIN_PATH}
    return made


def check(portal: Portal) -> None:
    with running(portal):
        assert portal.seconds < FIRST_START_SECONDS
        assert answers(f"{portal.url}/")
    with running(portal):
        assert answers(f"{portal.url}/api/v1/homes/")


def test_an_ordinary_user(checkout: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    portal = fresh(checkout, "setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups")
    for path in [checkout.parent, *checkout.parent.rglob("*")]:
        os.chown(path, nobody.pw_uid, nobody.pw_gid)
    check(portal)
    assert portal.place.pg_data.stat().st_uid == nobody.pw_uid
    assert not portal.place.store.is_symlink()


def test_root_below_a_closed_folder(checkout: Path) -> None:
    checkout.parent.chmod(0o700)
    portal = fresh(checkout)
    check(portal)
    assert portal.place.store.is_symlink()
    assert stat.S_IMODE(checkout.parent.stat().st_mode) == 0o700


def test_a_python_without_ensurepip(checkout: Path) -> None:
    """Debian keeps it in python3-venv; here the module is hidden by an empty finder."""
    hide = "import sys; sys.modules['ensurepip'] = None; sys.argv[0] = 'deploy/environment.py'"
    script = f"{hide}; sys.path.insert(0, 'deploy'); import environment as e;"
    pins = (checkout / "requirements.txt").read_text()
    (checkout / "few.txt").write_text(re.search(r"^polib==[^#]+", pins, re.MULTILINE)[0])
    command = ["/usr/bin/python3", "-c", f"{script} raise SystemExit(e.main(['few.txt']))"]
    subprocess.run(command, cwd=checkout, env={"PATH": PLAIN_PATH}, check=True)
    found = subprocess.run([checkout / ".venv/bin/python", "-c", "import polib"], check=False)
    assert found.returncode == 0
