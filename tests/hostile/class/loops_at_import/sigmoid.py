# Tries: never finishes loading
# Deserves: 0 (there is no layer)
while True:
    pass
