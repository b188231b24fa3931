"""Fetch pip's wheel from the package index, for a Python that was packaged without ensurepip.

The file is pinned by its hash, so it does not matter which mirror it comes from.
"""

import configparser
import hashlib
import os
import re
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

WHEEL = "pip-26.3-py3-none-any.whl"
SHA256 = "f3b60b20ffaadd4415ed7957212a38ac63fa4c5fa375bd0f4a797777940fad13"
INDEX = ""
CONFIG_FILES = ("/etc/pip.conf", "~/.pip/pip.conf", "~/.config/pip/pip.conf")
TIMEOUT_SECONDS = 30


class NoPip(Exception):
    """No index gave the wheel; the message says what each of them answered."""


def download(folder: Path) -> Path:
    """The wheel as a file in `folder`."""
    answers = []
    for index in indexes():
        try:
            content = _fetch(_link(index))
        except (OSError, LookupError) as error:
            answers.append(f"{index}: {error}")
            continue
        if hashlib.sha256(content).hexdigest() == SHA256:
            target = folder / WHEEL
            target.write_bytes(content)
            return target
        answers.append(f"{index}: a file with another hash")
    raise NoPip(f"Python has no ensurepip, and {WHEEL} was not found ({'; '.join(answers)}).")


def indexes() -> list[str]:
    """The indexes that pip itself would ask."""
    config = configparser.RawConfigParser()
    config.read([os.path.expanduser(name) for name in CONFIG_FILES])
    settings = dict(config["global"]) if config.has_section("global") else {}
    first = os.environ.get("PIP_INDEX_URL") or settings.get("index-url", INDEX)
    more = os.environ.get("PIP_EXTRA_INDEX_URL") or settings.get("extra-index-url", "")
    return [url.rstrip("/") for url in [first, *more.split()]]


def _link(index: str) -> str:
    page = f"{index}/pip/"
    names = re.findall(r'href="([^"]+)"', _fetch(page).decode())
    for name in names:
        if WHEEL in name:
            return urllib.parse.urljoin(page, name.partition("#")[0])
    raise LookupError(f"no {WHEEL} there")


def _fetch(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=TIMEOUT_SECONDS) as answer:
        return answer.read()
