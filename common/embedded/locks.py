"""Advisory file locks: the kernel drops them when their holder dies, however it dies."""

import fcntl
import os
import time
from pathlib import Path

POLL_SECONDS = 0.05


def acquire(path: Path, *, shared: bool = False, timeout: float = 0) -> int | None:
    """Lock `path` and return the descriptor that holds the lock; None after `timeout` seconds.

    Closing the descriptor, in every process that inherited it, gives the lock back.
    """
    # reading is enough for flock, and works on a file that root made in a user's folder
    fd = os.open(path, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)
    if lock(fd, shared=shared, timeout=timeout):
        return fd
    os.close(fd)
    return None


def lock(fd: int, *, shared: bool = False, timeout: float = 0) -> bool:
    """Lock an open descriptor; False if somebody else keeps it for `timeout` seconds."""
    deadline = time.monotonic() + timeout
    how = (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB
    while True:
        try:
            fcntl.flock(fd, how)
            return True
        except BlockingIOError:
            if time.monotonic() >= deadline:
                return False
            time.sleep(POLL_SECONDS)


def is_held(path: Path) -> bool:
    """True if a living process holds the exclusive lock of `path`."""
    return path.exists() and not wait_until_free(path, 0)


def wait_until_free(path: Path, seconds: float) -> bool:
    """Wait for the end of the exclusive lock; False if it is still held after `seconds`."""
    try:
        fd = acquire(path, shared=True, timeout=seconds)
    except FileNotFoundError:  # deleted with its folder
        return True
    if fd is None:
        return False
    os.close(fd)
    return True
