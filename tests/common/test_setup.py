"""The scripts that run before there is a virtual environment."""

import hashlib
import importlib
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def scripts(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """They import each other as scripts in one folder do."""
    monkeypatch.syspath_prepend(str(PROJECT / "deploy"))
    yield
    for name in ("environment", "run"):
        sys.modules.pop(name, None)


def script(name: str) -> ModuleType:
    return importlib.import_module(name)


class TestPort:
    def test_a_free_port_is_taken_and_listens(self) -> None:
        with script("run").take_port("127.0.0.1", "0") as taken:
            socket.create_connection(taken.getsockname()).close()

    def test_a_port_is_taken_once(self) -> None:
        run = script("run")
        with run.take_port("127.0.0.1", "0") as taken, pytest.raises(OSError, match="in use"):
            run.take_port("127.0.0.1", str(taken.getsockname()[1]))

    @pytest.mark.parametrize("port", ["eighty", "-1", "65536", "80.5"])
    def test_no_port(self, port: str) -> None:
        with pytest.raises(ValueError, match=port):
            script("run").take_port("127.0.0.1", port)


def test_the_shipped_pip_is_the_one_whose_hash_is_pinned() -> None:
    wheel = script("environment").PIP_WHEEL
    assert hashlib.sha256(wheel.read_bytes()).hexdigest() == (
        "f3b60b20ffaadd4415ed7957212a38ac63fa4c5fa375bd0f4a797777940fad13"
    )


class TestEnvironment:
    @pytest.fixture
    def environment(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
        module = script("environment")
        monkeypatch.setattr(module, "PROJECT", tmp_path)
        monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
        monkeypatch.setattr(module, "PYTHON", tmp_path / ".venv" / "bin" / "python")
        (tmp_path / "requirements.txt").write_text("")
        return module

    def test_made_once_and_noted_only_when_whole(
        self, environment: ModuleType, tmp_path: Path, capfd: pytest.CaptureFixture[str]
    ) -> None:
        assert environment.main(["requirements.txt"]) == 0
        assert environment.PYTHON.exists()
        assert "making .venv" in capfd.readouterr().err
        assert environment.main(["requirements.txt"]) == 0
        assert capfd.readouterr().err == ""
        # a package without a hash is refused, and refused again
        (tmp_path / "requirements.txt").write_text("polib==1.2.0")
        for _ in range(2):
            assert environment.main(["requirements.txt"]) == 1
            assert "were not installed" in capfd.readouterr().err

    def test_an_old_python_is_told_so(
        self,
        environment: ModuleType,
        monkeypatch: pytest.MonkeyPatch,
        capfd: pytest.CaptureFixture[str],
    ) -> None:
        monkeypatch.setattr(environment, "OLDEST", (4, 0))
        assert environment.main(["requirements.txt"]) == 1
        assert "is too old: 3.11 or later is needed" in capfd.readouterr().err
