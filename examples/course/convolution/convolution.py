# %% [markdown]
# # Convolution in one dimension
#
# A convolutional layer slides a short row of weights, its *kernel*, along the input. At each place it
# multiplies what lies under the kernel with the weights and adds up. The same few weights are used
# at every place: that is what makes it small, and what makes its gradient interesting.
#
# With an input $x$ of length L and a kernel $k$ of length K there are L - K + 1 places:
#
# $$ y_i = \sum_{j=0}^{K-1} x_{i+j} \, k_j $$
#
# (Mathematicians turn the kernel round first and call this one a cross-correlation. In neural
# networks it is called convolution, and since the weights are learnt it makes no difference.)
#
# **By hand.** For $x = (1, 2, 3, 4)$ and $k = (1, -2)$ the output is $(-3, -4, -5)$: the first entry
# is $1 \cdot 1 + 2 \cdot (-2)$.
#
# **Backward.** An entry of the input takes part in up to K outputs, once with each weight, so its
# gradient is a sum over these. A weight takes part in every output, so its gradient is a sum over all
# places, and over the samples of the batch:
#
# $$ \frac{\partial L}{\partial x_m} = \sum_{i + j = m} \frac{\partial L}{\partial y_i} \, k_j \qquad
# \frac{\partial L}{\partial k_j} = \sum_n \sum_i \frac{\partial L}{\partial y_{ni}} \, x_{n, i+j} $$
#
# For an upstream gradient of ones the numbers above give $(1, -1, -1, -2)$ and $(6, 9)$.
#
# **Shapes.** `x` is (N, L), the kernel `k` (K,), the output (N, L - K + 1). `backward` gives dL/dx,
# (N, L), and keeps dL/dk in the attribute `dk`, (K,). No argument is changed.

# %%
import numpy as np

# %%


class Convolution:
    """A kernel that slides along each sample.

    Parameters
    ----------
    k : (K,) ndarray
        The kernel.

    Attributes
    ----------
    dk : (K,) ndarray
        After `backward`: the gradient with respect to `k`.
    """

    def __init__(self, k):
        self.k = k

    def forward(self, x):
        """The output.

        Parameters
        ----------
        x : (N, L) ndarray

        Returns
        -------
        (N, L - K + 1) ndarray
        """
        ### BEGIN SOLUTION
        self.x = x
        places = x.shape[1] - len(self.k) + 1
        return sum(weight * x[:, j : j + places] for j, weight in enumerate(self.k))
        ### END SOLUTION

    def backward(self, dout):
        """The gradient with respect to the input of the last `forward`; sets `dk`.

        Parameters
        ----------
        dout : (N, L - K + 1) ndarray
            The upstream gradient.

        Returns
        -------
        (N, L) ndarray
        """
        ### BEGIN SOLUTION
        places = dout.shape[1]
        dx = np.zeros(self.x.shape)
        self.dk = np.zeros(len(self.k))
        for j, weight in enumerate(self.k):
            dx[:, j : j + places] += weight * dout
            self.dk[j] = np.sum(dout * self.x[:, j : j + places])
        return dx
        ### END SOLUTION
