"""Wrong ways to write the affine layer, each with the hint that a good teacher would give."""

import numpy as np
from affine import Affine


# Common.
class ForgotTheBias(Affine):
    """What does your layer give for an input of zeros, and what should it give?"""

    def forward(self, x):
        self.shape = x.shape
        self.x = x.reshape(len(x), -1)
        return self.x @ self.W


# Source 002 has a row of weights for each unit; so has PyTorch.
class WeightsAsRows(Affine):
    """Are the weights of one unit a row or a column of W here? Try a W that isn't square."""

    def forward(self, x):
        self.shape = x.shape
        self.x = x.reshape(len(x), -1)
        return self.x @ self.W.T + self.b


# Source 002 says so at one place: the derivative of f3 with respect to h3 is Omega.
class BackThroughTheSameMatrix(Affine):
    """Your `dx` goes back through W as forward does. Do the shapes fit if W isn't square?"""

    def backward(self, dout):
        super().backward(dout)
        return (dout @ self.W).reshape(self.shape)


# Source 002's formula for columns, used with rows.
class WeightGradientTransposed(Affine):
    """Row i of `dW` should belong to feature i. Which entry is at row 0, column 1 of yours?"""

    def backward(self, dout):
        dx = super().backward(dout)
        self.dW = dout.T @ self.x
        return dx


# Common: the axes of a sum mixed up.
class BiasGradientOfEachSample(Affine):
    """How many biases are there, and how many numbers are in your `db`? What did you sum over?"""

    def backward(self, dout):
        dx = super().backward(dout)
        self.db = dout.sum(axis=1)
        return dx


# Common: np.sum without an axis.
class BiasGradientAsOneNumber(Affine):
    """Each unit has a bias of its own. Does your `db` tell them apart?"""

    def backward(self, dout):
        dx = super().backward(dout)
        self.db = np.sum(dout)
        return dx


# Courses that keep 1/m in the gradients of each layer (Andrew Ng's).
class GradientsAveraged(Affine):
    """A mean over the batch is taken once in a network. Is this layer the place for it?"""

    def backward(self, dout):
        dx = super().backward(dout)
        self.dW = self.x.T @ dout / len(dout)
        self.db = dout.mean(axis=0)
        return dx


# Courses that keep biases as a row of a matrix; np.sum(..., keepdims=True).
class BiasGradientWithAnAxisTooMany(Affine):
    """Compare the shape of your `db` with that of `b`."""

    def backward(self, dout):
        dx = super().backward(dout)
        self.db = dout.sum(axis=0, keepdims=True)
        return dx


# Common.
class ForgotUpstreamGradient(Affine):
    """Your gradients are the same whatever comes from above. Which argument isn't used?"""

    def backward(self, dout):
        return super().backward(np.ones_like(dout))


# The habit of PyTorch, where a gradient is added to the one before until it is set to zero.
class GradientsAddUp(Affine):
    """Call backward twice in a row. Should `dW` remember the first call?"""

    is_slip = False

    def backward(self, dout):
        before = getattr(self, "dW", 0), getattr(self, "db", 0)
        dx = super().backward(dout)
        self.dW = self.dW + before[0]
        self.db = self.db + before[1]
        return dx


# The way of CS231n's assignments: dx, dw, db come back together.
class GradientsReturned(Affine):
    """The layer below wants one of your three results. Where should the other two be kept?"""

    is_slip = False

    def backward(self, dout):
        dW, db = self.x.T @ dout, dout.sum(axis=0)
        return (dout @ self.W.T).reshape(self.shape), dW, db


# The book's first version of the layer takes (N, D) only.
class NotFlattened(Affine):
    """What has to happen to a batch of images before it can be multiplied with a matrix?"""

    is_slip = False

    def forward(self, x):
        self.shape = x.shape
        self.x = x
        return x @ self.W + self.b


# Readers of the book who leave out the last line, the one with original_x_shape.
class InputGradientStaysFlat(Affine):
    """The layer below gave you images. Would it know what to do with the `dx` you give it?"""

    def backward(self, dout):
        super().backward(dout)
        return dout @ self.W.T


# Common: state kept on the class.
class StateOnTheClass(Affine):
    """Make two layers and call one between the forward and the backward of the other."""

    is_slip = False

    def forward(self, x):
        type(self).shape = x.shape
        type(self).x = x.reshape(len(x), -1)
        return self.x @ self.W + self.b


# Sources 000 and 001 take backpropagation for a kind of gradient descent.
class LearnsInBackward(Affine):
    """Is the same x still given the same output after a backward? Finding a gradient is one thing,
    following it is another."""

    is_slip = False

    def backward(self, dout):
        dx = super().backward(dout)
        self.W = self.W - 0.1 * self.dW
        self.b = self.b - 0.1 * self.db
        return dx
