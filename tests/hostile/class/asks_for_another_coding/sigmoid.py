# Tries: names a coding that there isn't
# Deserves: 0 (Python can't read it; coding: nonsense)
class Sigmoid:
    def forward(self, x):
        return x * 0
