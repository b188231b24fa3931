"""Run every benchmark on a cluster of its own, with the demo data; `-m benchmarks NAME` one.

Each has its time and no more. However a run ends, its cluster and its files go with it.
"""

import importlib
import os
import pkgutil
import signal
import sys
import tempfile
from pathlib import Path

SECONDS_EACH = 420


def stop(number: int, _frame) -> None:
    """Leave by way of every `finally`, whether somebody ends the run or its time is up."""
    raise SystemExit(f"stopped by {signal.Signals(number).name}")


def main(names: list[str]) -> None:
    for number in (signal.SIGTERM, signal.SIGALRM):
        signal.signal(number, stop)
    with tempfile.TemporaryDirectory(prefix="portal-bench-", ignore_cleanup_errors=True) as folder:
        os.environ.pop("DATABASE_URL", None)
        os.environ.pop("REDIS_URL", None)
        os.environ |= {
            "DATA_DIR": folder,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "PORTAL_DEMO": "1",
            "LOG_LEVEL": "WARNING",
        }
        from common import embedded

        cluster = embedded.ensure(folder)
        try:
            prepare()
            run(names)
        finally:
            cluster.stop()


def prepare() -> None:
    """Migrations, reference and demo data, collected static files."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("bootstrap", demo=True, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


def run(names: list[str]) -> None:
    found = [m.name for m in pkgutil.iter_modules([str(Path(__file__).parent)])]
    modules = [name for name in found if name.startswith("bench_")]
    chosen = [name for name in modules if not names or name.removeprefix("bench_") in names]
    print(f"{'what':<58} {'ours':>12} {'floor':>12} {'ratio':>7}  floor is", flush=True)
    for name in chosen:
        signal.alarm(SECONDS_EACH)
        for figure in importlib.import_module(f"benchmarks.{name}").run():
            print(figure.line(), flush=True)
    signal.alarm(0)


if __name__ == "__main__":
    main(sys.argv[1:])
