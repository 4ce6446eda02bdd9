# Tries: replies twice to a question, once with a half and once more for whatever is asked next
# Deserves: 0 (neither is right)
import sys

stream = sys.modules["grader.sandbox.worker"].DescriptorStream
write = stream.write
is_twice = [False]


def twice(self, frame):
    write(self, frame)
    if is_twice.pop() if is_twice else False:
        write(self, frame)


stream.write = twice


class Sigmoid:
    def forward(self, x):
        is_twice[:] = [True]
        return x * 0 + 0.25

    def backward(self, dout):
        return dout * 0
