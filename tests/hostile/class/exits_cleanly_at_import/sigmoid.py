# Tries: leaves by sys.exit(0) while it is loaded
# Deserves: 0 (there is no layer)
import sys

sys.exit(0)
