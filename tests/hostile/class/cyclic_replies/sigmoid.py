# Tries: answers with lists and dicts that hold themselves
# Deserves: 0 (they aren't numbers)
class Sigmoid:
    def forward(self, x):
        cycle = [x]
        cycle.append(cycle)
        return cycle

    def backward(self, dout):
        cycle = {"a": dout}
        cycle["b"] = (cycle, [cycle])
        return cycle
