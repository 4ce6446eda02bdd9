# Tries: carries hidden inputs out in the text and the class of an exception, its cause and notes
# Deserves: 0 (it answers nothing)
class Sigmoid:
    def forward(self, x):
        told = "LEAK" + "".join(f"{v:.3f}".replace(".", "_").replace("-", "m") for v in x.flat)
        kind = type(told, (ArithmeticError,), {"__module__": told, "__doc__": told})
        problem = kind(told)
        problem.add_note(told)
        problem.filename = problem.name = problem.msg = told
        raise problem from kind(told)

    def backward(self, dout):
        raise SyntaxError(f"LEAK{dout}", ("sigmoid.py", 1, 1, f"LEAK{dout}"))
