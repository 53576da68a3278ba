"""Children that end when we do, however we end."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress

PR_SET_PDEATHSIG, PR_SET_NAME = 1, 15
HANDLED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD)
# Looked up before any fork: between fork and exec nothing should be loaded.
_prctl = getattr(ctypes.CDLL(None), "prctl", None) if sys.platform == "linux" else None


def end_with(parent: int, signum: int) -> None:
    """Have the kernel send us a signal when the parent dies; end at once when it is dead already (prctl(2), Linux)."""
    if _prctl is not None:
        _prctl(PR_SET_PDEATHSIG, signum, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def call_ourselves(name: str) -> None:
    """Be seen as this in `ps` and `top` (15 bytes, Linux): forked children all look like `manage.py up`."""
    if _prctl is not None:
        _prctl(PR_SET_NAME, name.encode()[:15], 0, 0, 0)


def fork(run: Callable[[], object]) -> int:
    """Run something in a child with a process group of its own, which ends with SIGTERM when we die. Return its id.

    A child that we fork has everything imported already. The caller holds no database connection and no thread.
    """
    parent = os.getpid()
    sys.stdout.flush()
    sys.stderr.flush()
    # A signal that arrives between fork and reset would run the parent's handler in the child.
    signal.pthread_sigmask(signal.SIG_BLOCK, HANDLED)
    pid = os.fork()
    if pid == 0:
        _be_a_child(run, parent)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, HANDLED)
    with suppress(OSError):
        os.setpgid(pid, pid)
    return pid


def _be_a_child(run: Callable[[], object], parent: int) -> None:
    status = 1
    try:
        os.setpgid(0, 0)
        signal.set_wakeup_fd(-1)
        for signum in HANDLED:
            signal.signal(signum, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, HANDLED)
        end_with(parent, signal.SIGTERM)
        run()
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # noqa: BLE001 - the child must not go on as a second parent.
        sys.excepthook(*sys.exc_info())
    finally:
        with suppress(OSError, ValueError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(status)


def end_group(pid: int, signum: int) -> None:
    """Send a signal to a child and all that it started."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signum)


def how_it_ended(status: int) -> str:
    """A wait status in words: `exit 1`, `signal 9`."""
    code = os.waitstatus_to_exitcode(status)
    return f"exit {code}" if code >= 0 else f"signal {-code}"
