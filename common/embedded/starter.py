"""Ending with the `make` that started us, whatever way it ends."""

import os
import signal
from collections.abc import Mapping
from pathlib import Path

from common.embedded.account import die_with_parent

# signals on which GNU make stops; it sets each back to its default as soon as it has come
STOPPING = (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM)


class Starter:
    """The `make` above this process, if any."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.pid = os.getppid() if "MAKELEVEL" in environ else None
        self.caught = self._caught()
        if self.pid is not None:
            die_with_parent(signal.SIGTERM)()

    def is_stopping(self) -> bool:
        """True once `make` has ended or got a signal to stop.

        Of these signals make hands on only SIGTERM. On a SIGINT that was sent to it alone, not to
        the group as Ctrl-C is, it would wait for us for ever.
        """
        return self.pid is not None and (os.getppid() != self.pid or self._caught() != self.caught)

    def _caught(self) -> set[signal.Signals]:
        """Those of STOPPING for which the starter has a handler."""
        if self.pid is None:
            return set()
        try:
            status = Path(f"/proc/{self.pid}/status").read_text()
        except OSError:
            return set()
        mask = int(status.partition("SigCgt:")[2].split()[0], 16)
        return {number for number in STOPPING if mask & (1 << (number - 1))}
