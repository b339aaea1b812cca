"""Where the C library puts what a program holds."""

import contextlib
import ctypes

_ARENA_MAX = -8
"""glibc's name for the number of heaps (`M_ARENA_MAX` in malloc.h)."""


def share_heap() -> None:
    """Let all threads have one heap; to be called before any is started.

    glibc gives each thread one of its own. A library that is read anew comes in whichever thread is free, and what the
    former one leaves behind in another heap is not used again: with each change of the content memory grew. As Python
    runs one thread at a time, they do not wait for each other. Other C libraries have no such heaps.
    """
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(_ARENA_MAX, 1)
