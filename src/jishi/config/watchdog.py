"""The last net: started by the supervisor with a pipe as its standard input. When the supervisor dies, however it dies,
the pipe ends, and whatever its run left behind is killed."""

import signal
import sys

from jishi.config.processes import sweep

GRACE = 2.0  # seconds for children that were told by the kernel


def main() -> None:
    """Arguments: the mark of the run and its database folder ("" for an outside server)."""
    mark, folder = sys.argv[1:]
    for sig in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
        signal.signal(sig, signal.SIG_IGN)
    sys.stdin.buffer.read()
    sweep(mark, folder, grace=GRACE)


if __name__ == "__main__":
    main()
