"""Wrong turns in the calculation by hand, each with the hint that a good teacher would give.

Most are common in first attempts. Source 001 leaves out the learning rate, as does
`ForgotTheLearningRate`, and writes the total error where source 004 has one an output, which
invites `SummedErrors`. Source 004 numbers its weights by unit, row after row, so that they are
easily typed in as `TransposedWeights` reads them; older texts have the delta of `WrongSign`, and
add it.
"""

import numpy as np
import worked_example


class TransposedWeights:
    """Which weights lead into the first hidden unit: a row of W1, or a column?"""

    @staticmethod
    def feed_forward(x, W1, b1, W2, b2):
        net_h = W1 @ x + b1
        out_h = worked_example.sigmoid(net_h)
        net_o = W2 @ out_h + b2
        return net_h, out_h, net_o, worked_example.sigmoid(net_o)


class BiasForgotten:
    """Put zeros into the network: is the net of a unit then zero? Should it be?"""

    @staticmethod
    def feed_forward(x, W1, b1, W2, b2):
        net_h = x @ W1
        out_h = worked_example.sigmoid(net_h)
        net_o = out_h @ W2
        return net_h, out_h, net_o, worked_example.sigmoid(net_o)


class NetPassedOn:
    """Every unit has a net and an out. Which of the two does the next layer get to see?"""

    @staticmethod
    def feed_forward(x, W1, b1, W2, b2):
        net_h = x @ W1 + b1
        net_o = net_h @ W2 + b2
        return net_h, worked_example.sigmoid(net_h), net_o, worked_example.sigmoid(net_o)


class SameNumbersForEveryInput:
    """The result is the same whatever the arguments are. How does it come about from them?"""

    is_slip = False

    @staticmethod
    def feed_forward(x, W1, b1, W2, b2):
        net_h, out_h = np.array([0.3775, 0.3925]), np.array([0.593269992, 0.596884378])
        net_o, out_o = np.array([1.105905967, 1.224921404]), np.array([0.75136507, 0.772928465])
        return net_h, out_h, net_o, out_o


class ForgotTheHalf:
    """Compare the error of the first output with the one in the text. By what factor is it off?"""

    @staticmethod
    def errors(out, t):
        return (t - out) ** 2


class SummedErrors:
    """How many outputs are there, and how many errors do you give back?"""

    @staticmethod
    def errors(out, t):
        return np.sum(0.5 * (t - out) ** 2)


class ForgotTheSlope:
    """From the error to the net the chain has two links. You have the one from error to out."""

    @staticmethod
    def output_delta(out, t):
        return out - t


class WrongSign:
    """If an output is too large, does the error grow or shrink when its net grows?"""

    @staticmethod
    def output_delta(out, t):
        return (t - out) * out * (1 - out)


class SummedContributions:
    """You add up over the outputs already. Here the share in each error is asked for by itself."""

    @staticmethod
    def contributions(delta_o, W2):
        return W2 @ delta_o


class PairedWithTheWrongWeights:
    """Take w6: from which hidden unit does it come, to which output does it lead? By which delta
    do you multiply it?"""

    @staticmethod
    def contributions(delta_o, W2):
        return np.asarray(delta_o)[:, None] * W2


class OnlyOneError:
    """A hidden unit feeds every output. Do the errors of all of them reach it in your formula?"""

    @staticmethod
    def hidden_delta(delta_o, W2, out_h):
        return delta_o[0] * W2[:, 0] * out_h * (1 - out_h)


class ForgotTheHiddenSlope:
    """You have the derivative with respect to the out of a hidden unit. Is that its delta yet?"""

    @staticmethod
    def hidden_delta(delta_o, W2, out_h):
        return W2 @ delta_o


class ForgotTheLearningRate:
    """Your step is as long as the gradient. Which argument isn't used yet?"""

    @staticmethod
    def updated(w, gradient, learning_rate):
        return w - gradient


class GradientAscent:
    """Where the gradient is positive, a larger weight makes the error larger. Which way to go?"""

    @staticmethod
    def updated(w, gradient, learning_rate):
        return w + learning_rate * gradient


class ChangedTheOldWeights:
    """The new weights are right. Look at the array that was passed in: what is in it afterwards,
    and who might still need it?"""

    @staticmethod
    def updated(w, gradient, learning_rate):
        w -= learning_rate * gradient
        return w
