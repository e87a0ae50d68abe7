"""How a command ends: each error becomes one line and an exit status."""

import sys
from collections.abc import Callable

from glossograph.cli.terminal import print_choices, print_message
from glossograph.errors import AmbiguousTermError, GlossographError

FAILED, INTERRUPTED, CLOSED_PIPE = 2, 130, 141
"""Exit statuses. The last two are those that a shell reports for Ctrl-C and for a closed pipe."""


def exit_status(work: Callable[[], int]) -> int:
    """Run work, and print what it raises as one line.

    Returns:
        What the work returns, or the status of its error.
    """
    try:
        return _status_in_need(work)
    except AmbiguousTermError as error:
        print_message(str(error))
        print_choices(error.choices)
    except GlossographError as error:
        print_message(str(error))
    except KeyboardInterrupt as interrupt:
        print_message(str(interrupt) or "Interrupted")
        return INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()
        return CLOSED_PIPE
    except OSError as error:
        print_message(f"{error.filename or 'Cannot write the output'}: {error.strerror or error}")
    return FAILED


def _status_in_need(work: Callable[[], int]) -> int:
    """Run work, and print as one line that memory or processes ran out."""
    try:
        return work()
    except MemoryError:
        print_message("Out of memory: close other programs, or take fewer articles at a time")
    except RuntimeError as error:
        if "start new thread" not in str(error):
            raise
        print_message("Out of memory or processes: close other programs, or take fewer articles at a time")
    except ImportError as error:
        reason = str(error).strip().splitlines()[-1:]  # numpy explains on many lines, and ends with the cause
        message = f"A part of the program cannot be loaded ({' '.join(reason)}): free some memory, or install glossograph again"
        print_message(message)
    return FAILED
