# %% [markdown]
# # The chain rule, node by node
#
# A loss is a long formula, and we want its derivative with respect to every number that went into
# it. Written out at once this is hopeless. So the formula is cut into *nodes*, each so simple that
# its derivative is known: a product, a sum, a sine. If $y = f(z)$, $z = g(u)$ and $u = h(x)$, then
#
# $$ \frac{dy}{dx} = \frac{dy}{dz} \, \frac{dz}{du} \, \frac{du}{dx} $$
#
# Each node needs two things. Its *local gradient* is the derivative of its output with respect to
# its input, $dz/du$ for the node $g$. Its *upstream gradient* is the derivative of the loss with
# respect to its output; it comes from the node behind it. The product of the two is the gradient
# with respect to the node's input, and that is the upstream gradient of the node before it. (Source
# 000 words the local gradient once the wrong way round. It is the output differentiated by the
# input.)
#
# A node is an object with two methods:
#
# * `forward` takes the inputs, gives the output and keeps what `backward` will need;
# * `backward` takes the upstream gradient, `dout`, and gives the gradient for each input.
#
# At the end of the graph, where the loss itself comes out, the upstream gradient is 1.
#
# **Numbers and arrays.** The three nodes below take numbers as well as arrays. With arrays they
# work entry by entry: both inputs, the output and all gradients have one shape. An input of
# `forward` is not changed.

# %%
import numpy as np

# %% [markdown]
# ## A product and a sum
#
# For $out = x \, y$ the local gradients are $\partial out/\partial x = y$ and
# $\partial out/\partial y = x$. For $out = x + y$, what are they?
#
# Try it on paper with $L = x \, y + z$ for $x = 3$, $y = -4$, $z = 2$. Forwards the product is
# $-12$ and the sum $-10$. Backwards you start with 1, go through the sum and then through the
# product. The public checks have these numbers.

# %%


class Multiply:
    """The product of two inputs, entry by entry."""

    def forward(self, x, y):
        """The product.

        Parameters
        ----------
        x, y : float or ndarray
            Of the same shape. They stay as they are.

        Returns
        -------
        float or ndarray
            The shape of `x`.
        """
        raise NotImplementedError("Write this part, then delete this line.")

    def backward(self, dout):
        """The gradients with respect to the inputs of the last `forward`.

        Parameters
        ----------
        dout : float or ndarray
            The upstream gradient, in the shape of the output.

        Returns
        -------
        (dx, dy) : pair of float or ndarray
            Each in the shape of `dout`.
        """
        raise NotImplementedError("Write this part, then delete this line.")


# %%


class Add:
    """The sum of two inputs, entry by entry."""

    def forward(self, x, y):
        """The sum.

        Parameters
        ----------
        x, y : float or ndarray
            Of the same shape. They stay as they are.

        Returns
        -------
        float or ndarray
            The shape of `x`.
        """
        raise NotImplementedError("Write this part, then delete this line.")

    def backward(self, dout):
        """The gradients with respect to the two inputs.

        Parameters
        ----------
        dout : float or ndarray
            The upstream gradient, in the shape of the output.

        Returns
        -------
        (dx, dy) : pair of float or ndarray
            Each in the shape of `dout`.
        """
        raise NotImplementedError("Write this part, then delete this line.")


# %% [markdown]
# ## A branch
#
# Often one number is used in several places: a hidden unit feeds every unit of the next layer. Then
# it reaches the loss along several paths, and an upstream gradient comes back along each of them.
# If $x$ goes to $u(x)$ and to $v(x)$,
#
# $$ \frac{dL}{dx} = \frac{\partial L}{\partial u} \, \frac{du}{dx}
#                  + \frac{\partial L}{\partial v} \, \frac{dv}{dx} $$
#
# The node `Branch` hands its input on twice, unchanged, so both local gradients are 1. For more
# than two uses, put one branch after another. In a network that is the usual case, and there the
# sum over all paths is the product of a transposed weight matrix with the vector of upstream
# gradients (source 000).
#
# The upstream gradients still belong to whoever passed them: do not write into them. (`a += b`
# changes the array `a` itself, `a + b` makes a new one.)

# %%


class Branch:
    """One input that is used in two places."""

    def forward(self, x):
        """The input, twice.

        Parameters
        ----------
        x : float or ndarray
            Any shape. Stays as it is.

        Returns
        -------
        (x, x) : pair of float or ndarray
            The same object twice, or copies.
        """
        raise NotImplementedError("Write this part, then delete this line.")

    def backward(self, dout1, dout2):
        """The gradient with respect to the input.

        Parameters
        ----------
        dout1, dout2 : float or ndarray
            The upstream gradient of each use, in the shape of the input. They stay as they are.

        Returns
        -------
        float or ndarray
            The shape of `dout1`.
        """
        raise NotImplementedError("Write this part, then delete this line.")


# %% [markdown]
# ## A chain of eight parameters (come back after the exercise `sigmoid`)
#
# Now a whole chain in one object: a function of one number $x$ with eight parameters, four
# $\beta_k$ and four $\omega_k$,
#
# $$ f = \beta_3 + \omega_3 \cos\bigl(\beta_2 + \omega_2 \exp(\beta_1 + \omega_1
#        \sin(\beta_0 + \omega_0 x))\bigr) $$
#
# and the loss $\ell = (f - y)^2$ for a target $y$. There is no factor ½ in this loss. (Source 002
# names the sine and the cosine only; that the one in the middle is the exponential follows from the
# textbook behind it.)
#
# **Forwards** it goes in small steps, from the inside out:
#
# $$ f_0 = \beta_0 + \omega_0 x, \quad h_1 = \sin f_0, \quad f_1 = \beta_1 + \omega_1 h_1, \quad
#    h_2 = \exp f_1, \quad f_2 = \beta_2 + \omega_2 h_2, \quad h_3 = \cos f_2, \quad
#    f_3 = \beta_3 + \omega_3 h_3 $$
#
# **Backwards** it starts at the loss and takes the same steps in reverse, each one using the
# gradient before it: first $\partial\ell/\partial f_3$, then $\partial\ell/\partial h_3$, then
# $\partial\ell/\partial f_2$, down to $\partial\ell/\partial f_0$. Two kinds of steps alternate.
# One goes from $f_k$ to the $h_k$ inside it and multiplies with $\partial f_k/\partial h_k$. The
# other goes from $h_k$ to $f_{k-1}$ and multiplies with the slope of the sine, the exponential or
# the cosine. Where must this slope be taken? (Source 002 has a slip here: it says once that $h_3$
# is differentiated by $h_2$, and means by $f_2$.)
#
# The parameters come last, and they are easy. With $h_0 = x$,
#
# $$ \frac{\partial\ell}{\partial\beta_k} = \frac{\partial\ell}{\partial f_k}, \qquad
#    \frac{\partial\ell}{\partial\omega_k} = h_k \, \frac{\partial\ell}{\partial f_k} $$
#
# So `forward` has to keep the $f_k$ and $h_k$. This is what takes the memory when a large network
# is trained. (Source 002 says that it is the gradients. It is the values of the forward pass.)
#
# `backward` belongs to the last `forward` of the same object. Called twice, it gives the same.
#
# **By hand.** Take $x = 2$, $\beta = (-\frac\pi6, \ln 2 - 1, -\frac\pi6, 1)$ and
# $\omega = (\frac\pi6, 2, \frac\pi4, 4)$. Then $f_0 = \frac\pi6$, $h_1 = \frac12$, $f_1 = \ln 2$,
# $h_2 = 2$, $f_2 = \frac\pi3$, $h_3 = \frac12$ and $f_3 = 3$. With the target 2 the loss is 1. Go
# back from there on paper before you write `backward`; the public checks know the result.

# %%


class ToyFunction:
    """A composed function of one number, with eight parameters.

    Parameters
    ----------
    beta, omega : sequence of 4 floats
        Lists, tuples or arrays, the innermost first.
    """

    def __init__(self, beta, omega):
        self.beta = beta
        self.omega = omega

    def forward(self, x):
        """The value of the function.

        Parameters
        ----------
        x : float

        Returns
        -------
        float
        """
        raise NotImplementedError("Write this part, then delete this line.")

    def backward(self, y):
        """The gradients of the loss (f - y)^2, f being the value of the last `forward`.

        Parameters
        ----------
        y : float
            The target.

        Returns
        -------
        (dbeta, domega) : pair of (4,) ndarray
            In the order of `beta` and `omega`. Lists count as well.
        """
        raise NotImplementedError("Write this part, then delete this line.")
