import sys

from playground.replay.run import main

sys.exit(main())
