"""The script that the command line's executable runs. It also reads files for either program."""

import sys

from pricing.commands import worker
from pricing.commands.main import main
from pricing.reading import reader_process

if sys.argv[1:] == [reader_process.WORKER_OPTION]:
    worker.main()
    sys.exit()
sys.exit(main())
