"""How many files and connections a process may have open."""

import contextlib

OPEN_FILES = 8192
"""Enough for all the connections that the pages take, those to Telegram and the database's files."""


def let_open_many() -> None:
    """Take of what the machine allows as much as may be needed.

    A process is begun with 1,024 on most machines, though it may ask for far more: a few hundred slow readers would be
    enough to let nobody else in. What is not allowed, or not known to a machine, stays as it is.
    """
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = OPEN_FILES if most == resource.RLIM_INFINITY else min(OPEN_FILES, most)
        if now != resource.RLIM_INFINITY and now < wanted:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
