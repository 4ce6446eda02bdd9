# Tries: is answered for by what another exercise left in the worker
# Deserves: 0 (it defines nothing that can be called)
Affine = None
