"""The embedded servers: real processes, killed for real."""

import contextlib
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg2
import pytest

from common import embedded
from common.embedded import locks
from common.embedded.layout import layout, private_dir

PROJECT = Path(__file__).resolve().parents[2]
AS_ROOT = os.geteuid() == 0


@pytest.fixture
def data_dir() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)  # pytest's own tmp_path lies below a closed folder
    path = folder / "var"
    yield path
    if path.exists():
        embedded.Cluster(layout(path), None).stop()
        shutil.rmtree((path / "embedded").resolve(), ignore_errors=True)
    shutil.rmtree(layout(path).runtime, ignore_errors=True)
    shutil.rmtree(folder)


def query(cluster: embedded.Cluster, statement: str) -> list[tuple]:
    connection = psycopg2.connect(cluster.addresses.database_url)
    with contextlib.closing(connection), connection, connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def valkey_says(cluster: embedded.Cluster, command: str) -> bytes:
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(cluster.addresses.redis_url.removeprefix("unix://"))
        client.sendall(f"{command}\r\n".encode())
        return client.recv(1000)


def pid_of(path: Path, name: str) -> int:
    """The process of the server `name` that was started for `path`."""
    if name == "keeper":
        return int(layout(path).keeper_lock.read_text())
    if name == "postgresql":
        return int((layout(path).pg_data / "postmaster.pid").read_text().split()[0])
    reply = valkey_says(embedded.Cluster(layout(path), None), "INFO server")
    line = next(line for line in reply.split(b"\r\n") if line.startswith(b"process_id:"))
    return int(line.partition(b":")[2])


def wait_until(true: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.05)


def is_gone(pid: int) -> bool:
    """True if the process ended, waited for by its parent or not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def is_stopped(path: Path) -> bool:
    return not locks.is_held(layout(path).keeper_lock)


def hold_in_another_process(path: Path) -> subprocess.Popen[str]:
    """A process that uses the servers of `path` until its stdin is closed."""
    script = f"from common import embedded; c = embedded.ensure({str(path)!r}); print(1); input()"
    process = subprocess.Popen(
        [sys.executable, "-uc", script],
        cwd=PROJECT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "1\n"
    return process


def test_addresses_depend_on_the_directory_only(tmp_path: Path) -> None:
    here, there = embedded.addresses(tmp_path / "a"), embedded.addresses(tmp_path / "b")
    assert embedded.addresses(tmp_path / "x" / ".." / "a") == here
    assert {here.database_url, here.redis_url}.isdisjoint({there.database_url, there.redis_url})
    assert not (tmp_path / "a").exists()


def test_sockets_fit_below_a_deep_directory(tmp_path: Path) -> None:
    place = layout(tmp_path.joinpath(*["a-folder-with-a-long-name"] * 12))
    assert len(str(place.pg_socket)) < 60
    assert len(str(place.valkey_socket)) < 60


def test_both_servers_answer_and_again_after_a_stop(data_dir: Path) -> None:
    with embedded.ensure(data_dir) as cluster:
        query(cluster, "CREATE TABLE kept AS SELECT 7 AS seven")
        assert valkey_says(cluster, "SET kept 7") == b"+OK\r\n"
    wait_until(lambda: is_stopped(data_dir))
    with embedded.ensure(data_dir) as cluster:
        assert query(cluster, "SELECT seven FROM kept") == [(7,)]
        assert valkey_says(cluster, "GET kept") == b"$1\r\n7\r\n"


def test_sorting_and_case_do_not_depend_on_the_machine(data_dir: Path) -> None:
    with embedded.ensure(data_dir) as cluster:
        found = query(
            cluster,
            "SELECT datlocprovider, datlocale, pg_encoding_to_char(encoding), upper('é'),"
            " current_setting('timezone') FROM pg_database WHERE datname = current_database()",
        )
    assert found == [("b", "C.UTF-8", "UTF8", "É", "UTC")]


def test_the_role_may_make_test_databases_but_is_no_superuser(data_dir: Path) -> None:
    with embedded.ensure(data_dir) as cluster:
        found = query(
            cluster, "SELECT rolcreatedb, rolsuper FROM pg_roles WHERE rolname = current_user"
        )
    assert found == [(True, False)]


def test_many_callers_at_once_get_one_cluster(data_dir: Path) -> None:
    script = (
        "import sys; from common import embedded; c = embedded.ensure(sys.argv[1]);"
        "print(c.place.keeper_lock.read_text(), flush=True); input()"
    )
    command = [sys.executable, "-c", script, str(data_dir)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    callers = [subprocess.Popen(command, cwd=PROJECT, **pipes) for _ in range(6)]
    keepers = {caller.stdout.readline() for caller in callers}
    for caller in callers:
        caller.communicate("\n")
    assert len(keepers) == 1
    assert [caller.returncode for caller in callers] == [0] * 6
    wait_until(lambda: is_stopped(data_dir))


def test_the_servers_stay_until_the_last_user_is_gone(data_dir: Path) -> None:
    other = hold_in_another_process(data_dir)
    embedded.ensure(data_dir).release()
    time.sleep(1)
    assert not is_stopped(data_dir)
    other.kill()
    other.communicate()
    wait_until(lambda: is_stopped(data_dir))
    assert not layout(data_dir).pg_socket.exists()
    assert not layout(data_dir).valkey_socket.exists()


@pytest.mark.parametrize("victim", ["postgresql", "valkey", "keeper"])
def test_kill_9_of_any_process_leaves_a_state_that_starts(data_dir: Path, victim: str) -> None:
    with embedded.ensure(data_dir) as cluster:
        query(cluster, "CREATE TABLE kept AS SELECT 7 AS seven")
        valkey_says(cluster, "SET kept 7")
        time.sleep(1.1)  # Valkey writes its file every second
        killed = pid_of(data_dir, victim)
        os.kill(killed, signal.SIGKILL)
        wait_until(lambda: is_gone(killed))
        with embedded.ensure(data_dir) as again:
            assert query(again, "SELECT seven FROM kept") == [(7,)]
            assert valkey_says(again, "GET kept") == b"$1\r\n7\r\n"
            assert pid_of(data_dir, victim) != killed


def test_a_killed_keeper_takes_its_servers_with_it(data_dir: Path) -> None:
    with embedded.ensure(data_dir):
        servers = [pid_of(data_dir, name) for name in ("postgresql", "valkey")]
        os.kill(pid_of(data_dir, "keeper"), signal.SIGKILL)
        wait_until(lambda: all(is_gone(pid) for pid in servers))


def test_a_deleted_data_directory_makes_way_for_a_new_one(data_dir: Path) -> None:
    with embedded.ensure(data_dir) as cluster:
        query(cluster, "CREATE TABLE gone AS SELECT 7 AS seven")
        shutil.rmtree(cluster.place.store.resolve())
        shutil.rmtree(data_dir)
        with embedded.ensure(data_dir) as again:
            assert query(again, "SELECT to_regclass('gone')") == [(None,)]


def test_two_directories_do_not_meet(data_dir: Path, tmp_path: Path) -> None:
    with embedded.ensure(data_dir) as here, embedded.temporary(tmp_path / "other") as there:
        query(here, "CREATE TABLE mine AS SELECT 1 AS one")
        assert query(there, "SELECT to_regclass('mine')") == [(None,)]


def test_a_temporary_cluster_leaves_nothing(tmp_path: Path) -> None:
    with embedded.temporary(tmp_path / "short") as cluster:
        assert query(cluster, "SHOW fsync") == [("off",)]
        store = cluster.place.store.resolve()
    assert [path.exists() for path in (tmp_path / "short", store, cluster.place.runtime)] == [
        False,
        False,
        False,
    ]


def test_half_a_cluster_is_made_again(data_dir: Path) -> None:
    draft = data_dir / "embedded" / "postgresql.new"
    draft.mkdir(parents=True)
    (draft / "PG_VERSION").write_text("18\n")
    with embedded.ensure(data_dir) as cluster:
        assert query(cluster, "SELECT 1") == [(1,)]
    assert not draft.exists()


def test_a_cluster_of_another_postgresql_is_left_alone(data_dir: Path) -> None:
    cluster = data_dir / "embedded" / "postgresql"
    cluster.mkdir(parents=True)
    (cluster / "PG_VERSION").write_text("16\n")
    with pytest.raises(embedded.EmbeddedError, match="was made by PostgreSQL 16, this is 18"):
        embedded.ensure(data_dir)
    assert [path.name for path in cluster.iterdir()] == ["PG_VERSION"]


def test_it_starts_with_an_empty_environment(data_dir: Path) -> None:
    script = f"from common import embedded; embedded.ensure({str(data_dir)!r}); print('up')"
    environment = {"HOME": str(data_dir.parent), "PATH": os.environ["PATH"]}
    said = subprocess.run(
        [sys.executable, "-c", script], cwd=PROJECT, env=environment, capture_output=True, text=True
    )
    assert (said.returncode, said.stdout, said.stderr) == (0, "up\n", "")


def test_a_foreign_locale_and_zone_change_nothing(data_dir: Path) -> None:
    environment = os.environ | {"LC_ALL": "tr_TR.UTF-8", "TZ": "America/New_York", "PGPORT": "1"}
    script = f"from common import embedded; embedded.ensure({str(data_dir)!r}); print('up')"
    said = subprocess.run(
        [sys.executable, "-c", script], cwd=PROJECT, env=environment, capture_output=True, text=True
    )
    assert (said.returncode, said.stdout) == (0, "up\n")


def test_it_starts_below_a_closed_folder(data_dir: Path) -> None:
    closed = data_dir.parent / "closed"
    closed.mkdir(mode=0o700)
    with embedded.ensure(closed / "var") as cluster:
        assert query(cluster, "SELECT 1") == [(1,)]
        assert cluster.place.store.is_symlink() == AS_ROOT
    cluster.stop()
    shutil.rmtree(cluster.place.store.resolve())
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


@pytest.mark.skipif(not AS_ROOT, reason="only root's servers run under another account")
class TestStoreOutside:
    """As root below a closed folder the store lies outside, and a link leads to it."""

    @pytest.fixture
    def closed(self, tmp_path: Path) -> Iterator[Path]:
        folder = tmp_path / "closed"
        folder.mkdir(mode=0o700)
        yield folder
        for store in folder.glob("*/embedded"):
            shutil.rmtree(store.resolve(), ignore_errors=True)

    def fill(self, path: Path) -> None:
        with embedded.ensure(path) as cluster:
            query(cluster, "CREATE TABLE kept AS SELECT 7 AS seven")
        cluster.stop()

    def kept(self, path: Path) -> bool:
        with embedded.ensure(path) as cluster:
            found = query(cluster, "SELECT to_regclass('kept') IS NOT NULL")
        cluster.stop()
        return found == [(True,)]

    def test_a_moved_directory_takes_its_store_along(self, closed: Path) -> None:
        self.fill(closed / "var")
        (closed / "var").rename(closed / "moved")
        assert self.kept(closed / "moved")

    def test_a_copied_directory_gets_a_store_of_its_own(self, closed: Path) -> None:
        self.fill(closed / "var")
        shutil.copytree(closed / "var", closed / "copy", symlinks=True)
        assert not self.kept(closed / "copy")
        assert self.kept(closed / "var")

    def test_a_link_to_nowhere_is_replaced(self, closed: Path) -> None:
        self.fill(closed / "var")
        shutil.rmtree((closed / "var" / "embedded").resolve())
        assert not self.kept(closed / "var")

    def test_it_goes_once_its_directory_was_deleted_from_the_temporary_folder(
        self, closed: Path
    ) -> None:
        self.fill(closed / "var")
        store = (closed / "var" / "embedded").resolve()
        shutil.rmtree(closed / "var")
        self.fill(closed / "another")
        assert not store.exists()
        assert (closed / "another" / "embedded").exists()

    def test_a_store_that_got_out_of_reach_is_named(self, data_dir: Path) -> None:
        self.fill(data_dir)
        data_dir.parent.chmod(0o700)
        with pytest.raises(embedded.EmbeddedError, match="cannot be reached"):
            embedded.ensure(data_dir)
        data_dir.parent.chmod(0o755)
        assert self.kept(data_dir)


class TestPrivateDir:
    def test_makes_it_and_corrects_its_mode(self, tmp_path: Path) -> None:
        for _ in range(2):
            private_dir(tmp_path / "own", 0o700, os.geteuid())
            assert stat.S_IMODE((tmp_path / "own").stat().st_mode) == 0o700
            (tmp_path / "own").chmod(0o777)

    def test_refuses_a_link(self, tmp_path: Path) -> None:
        (tmp_path / "link").symlink_to(tmp_path)
        with pytest.raises(embedded.EmbeddedError, match="belongs to somebody else"):
            private_dir(tmp_path / "link", 0o700, os.geteuid())

    def test_refuses_somebody_elses_folder(self, tmp_path: Path) -> None:
        with pytest.raises(embedded.EmbeddedError, match="belongs to somebody else"):
            private_dir(Path("/"), 0o700, os.geteuid() + 1)
