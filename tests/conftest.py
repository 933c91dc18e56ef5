"""What every test can rely on, however it was started."""

import os
import shutil
import signal
import tempfile

import pytest

from tests.site.building import SHARED

# A shell starts what runs in the background deaf to Ctrl-C, and so would be everything that the tests start and interrupt.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_configure(config: pytest.Config) -> None:
    """Make the folder that the processes of this run share; those of pytest-xdist get to know it by their environment."""
    if not hasattr(config, "workerinput"):
        os.environ[SHARED] = tempfile.mkdtemp(prefix="tests-")


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ.pop(SHARED), ignore_errors=True)
