"""Wrong ways to check a gradient, each with the hint that a good teacher would give."""

import numpy as np


def differences(f, x, h, difference):
    """`difference(f, x, index, h)` for each entry."""
    gradient = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        gradient[index] = difference(f, x, index, h)
    return gradient


def moved(x, index, step):
    """A copy of `x` with one entry moved."""
    other = x.copy()
    other[index] += step
    return other


# --- the numerical gradient ----------------------------------------------------------------------


# The book and its readers show this one first, as a bad example.
class StepToOneSideOnly:
    """Your gradient is right to a few digits only. Which side of x have you not looked at?"""

    @staticmethod
    def numerical_gradient(f, x, h=1e-4):
        return differences(f, x, h, lambda f, x, i, h: (f(moved(x, i, h)) - f(x)) / h)


# Common: the denominator of the one-sided difference is kept.
class DividedByHalfTheDistance:
    """How far apart are the two places where you evaluate f?"""

    @staticmethod
    def numerical_gradient(f, x, h=1e-4):
        return differences(f, x, h, lambda f, x, i, h: (f(moved(x, i, h)) - f(moved(x, i, -h))) / h)


# Common: the book's `numerical_diff`, which is for one variable, used on an array.
class AllEntriesAtOnce:
    """You move all entries of x at the same time. Whose effect do you see then?"""

    is_slip = False

    @staticmethod
    def numerical_gradient(f, x, h=1e-4):
        return (f(x + h) - f(x - h)) / (2 * h)


# The book's loop without its last line.
class NotPutBack:
    """After the second evaluation your x is still moved. What does the next entry see?"""

    @staticmethod
    def numerical_gradient(f, x, h=1e-4):
        gradient = np.zeros_like(x)
        for index in np.ndindex(x.shape):
            x[index] += h
            above = f(x)
            x[index] -= 2 * h
            gradient[index] = (above - f(x)) / (2 * h)
        return gradient


# The book sets h inside the function.
class StepOfItsOwn:
    """Call your function with a large h and with a small one. Does anything change?"""

    @staticmethod
    def numerical_gradient(f, x, h=1e-4):
        return differences(
            f, x, 1e-4, lambda f, x, i, h: (f(moved(x, i, h)) - f(moved(x, i, -h))) / (2 * h)
        )


# --- the relative error --------------------------------------------------------------------------


# The book's own gradient check takes the mean of the absolute differences.
class AbsoluteDifference:
    """Is a difference of 0.001 large or small? What does it depend on?"""

    @staticmethod
    def relative_error(a, b):
        return float(np.max(np.abs(a - b)))


# Common.
class MeanOverTheEntries:
    """One entry is wrong and a thousand are right. What does your number make of it?"""

    @staticmethod
    def relative_error(a, b):
        size = np.abs(a) + np.abs(b)
        return float(np.mean(np.abs(a - b) / np.where(size == 0, 1.0, size)))


# What well-known course notebooks compute: norms of whole arrays.
class NormsOfTheWholeArrays:
    """Let one small entry be quite wrong and the large ones right. Does your number show it?"""

    @staticmethod
    def relative_error(a, b):
        size = np.linalg.norm(a) + np.linalg.norm(b)
        return float(np.linalg.norm(a - b) / size) if size else 0.0


# Common: the textbook's relative error of a measurement.
class RelativeToOneOfThem:
    """Exchange a and b. Should the result stay the same, and does it?"""

    @staticmethod
    def relative_error(a, b):
        return float(np.max(np.abs(a - b) / np.where(a == 0, 1.0, np.abs(a))))


# Common: forgot the absolute value above the line.
class SignedDifference:
    """Exchange a and b. Which of your differences does the maximum pick now?"""

    @staticmethod
    def relative_error(a, b):
        size = np.abs(a) + np.abs(b)
        return float(np.max((a - b) / np.where(size == 0, 1.0, size)))


# Common: a guard against nan that guards too much.
class ZeroInOneIsSkipped:
    """One gradient says 0 and the other doesn't. Is that agreement?"""

    @staticmethod
    def relative_error(a, b):
        both = (a != 0) & (b != 0)
        size = np.where(both, np.abs(a) + np.abs(b), 1.0)
        return float(np.max(np.where(both, np.abs(a - b), 0.0) / size))
