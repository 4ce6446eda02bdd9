# Tries: answers with brackets in brackets, 100,000 deep
# Deserves: 0 (they aren't numbers)
class Sigmoid:
    def forward(self, x):
        deep = []
        for _ in range(100_000):
            deep = [deep]
        return deep

    def backward(self, dout):
        deep = ()
        for _ in range(31):
            deep = (deep, deep)
        return deep
