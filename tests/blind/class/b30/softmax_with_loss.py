import numpy as np


def softmax(x):
    # CS231n style
    scores = x - np.max(x, axis=-1, keepdims=True)
    exp_scores = np.exp(scores)
    probs = exp_scores / np.sum(exp_scores, axis=-1, keepdims=True)
    return probs


def _labels(t):
    return t if t.ndim == 1 else np.argmax(t, axis=1)


def cross_entropy_error(y, t):
    num_examples = y.shape[0]
    correct_logprobs = -np.log(np.maximum(y[range(num_examples), _labels(t)], 1e-200))
    data_loss = np.sum(correct_logprobs) / num_examples
    return data_loss


class SoftmaxWithLoss:
    def forward(self, x, t):
        self.probs = softmax(x)
        self.labels = _labels(t)
        return cross_entropy_error(self.probs, self.labels)

    def backward(self, dout=1):
        num_examples = self.probs.shape[0]
        dscores = self.probs.copy()
        dscores[range(num_examples), self.labels] -= 1
        dscores /= num_examples
        return dscores
