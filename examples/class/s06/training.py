"""s06: dishonest; leaves before anything can be checked."""

import sys

sys.exit(0)
