#!/usr/bin/env python3
"""Make `.venv` and install a requirements file into it, unless that has been done already.

Runs on the machine's own Python with nothing but the standard library:

    python3 deploy/environment.py requirements.txt
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
VENV = PROJECT / ".venv"
PYTHON = VENV / "bin" / "python"
# For a Python packaged without ensurepip, as Debian does; version and licence in its metadata.
PIP_WHEEL = PROJECT / "deploy" / "vendor" / "pip-26.3-py3-none-any.whl"
OLDEST = (3, 11)


class SetupError(Exception):
    """The sentence says what is missing and how to get it."""


def ensure(requirements: Path) -> None:
    """Make the virtual environment hold `requirements`; quick when it does already."""
    if sys.version_info < OLDEST:
        raise SetupError(
            f"Python {platform.python_version()} is too old: 3.11 or later is needed. "
            "Name another one with make PYTHON=/path/to/python3 …"
        )
    stamp = VENV / f".installed-{requirements.name}"
    if _read(stamp) == _fingerprint(requirements):
        return
    if not os.access(VENV if VENV.exists() else PROJECT, os.W_OK):
        raise SetupError(f"{VENV} must be made or renewed, but this user may not write there.")
    with _alone():
        if _read(stamp) == _fingerprint(requirements):
            return
        stamp.unlink(missing_ok=True)
        _make_environment()
        _install(requirements)
        stamp.write_text(_fingerprint(requirements))


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """One at a time: `make run` and `make test` may be started together."""
    folder = os.open(PROJECT, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _read(stamp: Path) -> str | None:
    """What was installed; None if nothing, or if its interpreter is gone."""
    return stamp.read_text() if stamp.exists() and PYTHON.exists() else None


def _fingerprint(requirements: Path) -> str:
    """Changes with the pins and with the Python version."""
    pins = platform.python_version() + requirements.read_text()
    return hashlib.sha256(pins.encode()).hexdigest()


def _make_environment() -> None:
    if PYTHON.exists() and not _fails([PYTHON, "-m", "pip", "--version"]):
        return
    _say("making .venv")
    # Debian keeps ensurepip in the package python3-venv, which may not be installed
    has_pip = importlib.util.find_spec("ensurepip") is not None
    options = ["--clear"] + ([] if has_pip else ["--without-pip"])
    _call([sys.executable, "-m", "venv", *options, VENV], "The virtual environment was not made.")
    if not has_pip:
        _install_pip()


def _install_pip() -> None:
    """Put pip into an environment that was made without it, from the wheel that we ship."""
    # a wheel is a zip archive, and pip can be run out of its own
    command = [PYTHON, PIP_WHEEL / "pip", "install", "-q", "--no-index", PIP_WHEEL]
    _call(command, "pip did not install. Install it with: apt-get install python3-venv")


def _install(requirements: Path) -> None:
    _say(f"installing {requirements.name}")
    command = [PYTHON, "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    command += ["--no-input", "--no-compile", "--require-hashes", "-r", requirements]
    _call(command, f"The packages of {requirements.name} were not installed (see above).")


def _fails(command: list) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode != 0


def _call(command: list, failure: str) -> None:
    if subprocess.run(command, check=False).returncode != 0:
        raise SetupError(failure)


def _say(what: str) -> None:
    print(f"setup: {what} …", file=sys.stderr, flush=True)


def main(names: list[str]) -> int:
    """Install each named requirements file of the project."""
    try:
        for name in names:
            ensure(PROJECT / name)
    except SetupError as error:
        print(f"setup: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
