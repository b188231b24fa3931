"""The scripts that run before there is a virtual environment."""

import hashlib
import http.server
import importlib
import socket
import sys
import threading
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
    for name in ("environment", "pip_wheel", "run"):
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


class TestPipWheel:
    """pip's wheel from an index of our own."""

    CONTENT = b"the wheel"

    @pytest.fixture
    def index(self, tmp_path: Path) -> Iterator[str]:
        wheel = script("pip_wheel").WHEEL
        (tmp_path / "simple" / "pip").mkdir(parents=True)
        (tmp_path / "files").mkdir()
        (tmp_path / "files" / wheel).write_bytes(self.CONTENT)
        (tmp_path / "simple" / "pip" / "index.html").write_text(
            f'<a href="pip-1.0-py3-none-any.whl">1</a><a href="../../files/{wheel}#sha256=00">2</a>'
        )

        class Quiet(http.server.SimpleHTTPRequestHandler):
            def log_message(self, *_: object) -> None:
                pass

        def handler(*args: object) -> Quiet:
            return Quiet(*args, directory=str(tmp_path))  # type: ignore[arg-type]  # as a partial

        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            yield f"http://127.0.0.1:{server.server_port}/simple"
            server.shutdown()

    @pytest.fixture(autouse=True)
    def no_config(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(script("pip_wheel"), "CONFIG_FILES", ())
        monkeypatch.delenv("PIP_EXTRA_INDEX_URL", raising=False)

    def test_found_and_held_to_its_hash(
        self, index: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pip_wheel = script("pip_wheel")
        monkeypatch.setenv("PIP_INDEX_URL", f"{index}/")
        monkeypatch.setattr(pip_wheel, "SHA256", hashlib.sha256(self.CONTENT).hexdigest())
        target = pip_wheel.download(tmp_path)
        assert target.read_bytes() == self.CONTENT
        assert target.name == pip_wheel.WHEEL

    def test_another_file_under_its_name_is_refused(
        self, index: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PIP_INDEX_URL", index)
        pip_wheel = script("pip_wheel")
        with pytest.raises(pip_wheel.NoPip, match="another hash"):
            pip_wheel.download(tmp_path)

    def test_every_index_is_asked_and_named(
        self, index: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pip_wheel = script("pip_wheel")
        monkeypatch.setattr(pip_wheel, "SHA256", hashlib.sha256(self.CONTENT).hexdigest())
        monkeypatch.setenv("PIP_INDEX_URL", f"{index}/nothing-here")
        with pytest.raises(pip_wheel.NoPip, match="404"):
            pip_wheel.download(tmp_path)
        monkeypatch.setenv("PIP_EXTRA_INDEX_URL", index)
        assert pip_wheel.download(tmp_path).read_bytes() == self.CONTENT

    def test_pips_own_configuration_is_read(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("PIP_INDEX_URL", raising=False)
        config = tmp_path / "pip.conf"
        config.write_text(
            "[global]\nindex-url = https://one.example/simple/\n"
            "extra-index-url = https://two.example/simple https://three.example/simple\n"
        )
        pip_wheel = script("pip_wheel")
        monkeypatch.setattr(pip_wheel, "CONFIG_FILES", (str(config),))
        assert pip_wheel.indexes() == [
            "https://one.example/simple",
            "https://two.example/simple",
            "https://three.example/simple",
        ]


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
