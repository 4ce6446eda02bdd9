# Tries: raises in a line whose number is a hidden input
# Deserves: 0 (it answers nothing)
def fail(line):
    scope = {}
    code = compile("def f():\n    1 / 0", "sigmoid.py", "exec")
    exec(code.replace(co_firstlineno=line), scope)
    exec(scope["f"].__code__.replace(co_firstlineno=line))


class Sigmoid:
    def forward(self, x):
        fail(1000 + int(abs(x.flat[0]) * 1e6))

    def backward(self, dout):
        fail(2**31 - 1 - int(abs(dout.flat[0]) * 1e6))
