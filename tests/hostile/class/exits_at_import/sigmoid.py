# Tries: ends the process with status 0 while it is loaded, as if all had gone well
# Deserves: 0 (there is no layer)
import os

os._exit(0)
