"""PostgreSQL: making the cluster, tuning it for two cores, the role and the database."""

import shutil
import signal
import subprocess
from typing import ClassVar

import psycopg2
from psycopg2 import sql

from common.embedded.errors import EmbeddedError
from common.embedded.layout import DATABASE, PG_PORT, ROLE, SUPERUSER, Layout
from common.embedded.server import Server

MAJOR_VERSION = "18"

SETTINGS = {
    "listen_addresses": "",  # the socket only; its folder has mode 0700
    "port": str(PG_PORT),
    "max_connections": "200",
    "superuser_reserved_connections": "3",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "1GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "jit": "off",  # compiling costs more than it saves on queries of this size
    "io_method": "sync",  # no I/O worker processes
    "max_parallel_workers_per_gather": "0",  # both cores have requests to serve
    "max_logical_replication_workers": "0",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "timezone": "UTC",
    "log_timezone": "Asia/Shanghai",
    "log_min_duration_statement": "1s",
    "log_checkpoints": "off",
    "log_line_prefix": "%m [%p] %q%u@%d ",
}

NOT_DURABLE = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "shared_buffers": "128MB",
    "log_min_duration_statement": "-1",
}


class Postgres(Server):
    """The database server of a data directory."""

    name: ClassVar[str] = "postgresql"
    stop_signal: ClassVar[signal.Signals] = signal.SIGINT  # fast: roll back, write, end

    def prepare(self) -> None:
        if not self.place.pg_data.exists():
            self._initdb()
        found = (self.place.pg_data / "PG_VERSION").read_text().strip()
        if found != MAJOR_VERSION:
            raise EmbeddedError(
                f"{self.place.pg_data} was made by PostgreSQL {found}, this is {MAJOR_VERSION}: "
                f"see docs/operations.md, 'A new PostgreSQL'."
            )

    def command(self) -> list[str]:
        settings = SETTINGS | ({} if self.durable else NOT_DURABLE)
        options = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
        program = str(self.programs.pg_bin / "postgres")
        runtime = str(self.place.runtime)
        return [program, "-D", str(self.place.pg_data.resolve()), "-k", runtime, *options]

    def answers(self) -> bool:
        return _can_connect(self.place, SUPERUSER, "postgres")

    def create_database(self) -> None:
        """Make the role and the database unless they are there."""
        connection = psycopg2.connect(
            host=str(self.place.runtime), port=PG_PORT, user=SUPERUSER, dbname="postgres"
        )
        connection.autocommit = True  # CREATE DATABASE cannot run in a transaction
        role, database = sql.Identifier(ROLE), sql.Identifier(DATABASE)
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE])
            if cursor.fetchone() is None:
                cursor.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB").format(role))
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if cursor.fetchone() is None:
                cursor.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(database, role))
        connection.close()

    def _initdb(self) -> None:
        """Make the cluster beside its place and rename it: half a cluster is never started."""
        draft = self.place.pg_data.with_suffix(".new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        self.account.own(draft)
        command = [str(self.programs.pg_bin / "initdb"), "-D", str(draft.resolve())]
        # the built-in locale sorts and folds alike on every machine, whatever LANG says
        command += ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin"]
        command += ["--builtin-locale=C.UTF-8", f"--username={SUPERUSER}", "--auth=trust"]
        command += [] if self.durable else ["--no-sync"]
        made = subprocess.run(
            command, **self.account.popen_args(), capture_output=True, text=True, check=False
        )
        if made.returncode:
            raise EmbeddedError(f"initdb failed:\n{made.stdout}{made.stderr}")
        draft.rename(self.place.pg_data)


def answers(place: Layout) -> bool:
    """True if the portal's role can connect to the portal's database."""
    return _can_connect(place, ROLE, DATABASE)


def _can_connect(place: Layout, user: str, database: str) -> bool:
    try:
        psycopg2.connect(
            host=str(place.runtime), port=PG_PORT, user=user, dbname=database, connect_timeout=5
        ).close()
    except psycopg2.OperationalError:
        return False
    return True
