"""The script that the command line's executable runs. It also reads files for either program."""

import sys

from pricing.reading.reader_process import WORKER_OPTION


def run() -> int:
    """Run the program that the arguments ask for. A reader loads nothing of the command line."""
    if sys.argv[1:] == [WORKER_OPTION]:
        from pricing.commands import worker

        worker.main()
        return 0
    from pricing.commands.main import main

    return main()


sys.exit(run())
