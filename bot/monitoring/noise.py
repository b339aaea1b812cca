"""Integer Laplace noise, exactly: whole numbers and fractions alone, so that no rounding can give a person away.

The discrete Laplace distribution with a scale b has P(x) = (1 - q) / (1 + q) * q^|x| with q = exp(-1/b). The sampler is
algorithm 2 of Canonne, Kamath and Steinke, "The Discrete Gaussian for Differential Privacy" (NeurIPS 2020); the tests
hold it against OpenDP.
"""

import math
from collections.abc import Callable
from fractions import Fraction

Dice = Callable[[int], int]
"""Gives a whole number from 0 to below its argument, each as likely: `secrets.randbelow`."""


def laplace(scale: Fraction, dice: Dice) -> int:
    """A whole number of noise with a scale above 0."""
    whole, part = scale.numerator, scale.denominator
    while True:
        first = dice(whole)
        if not _survives(first, whole, dice):
            continue
        size = (first + whole * _rounds(dice)) // part
        negative = dice(2)
        if size or not negative:  # otherwise nought would come up twice as often as it should
            return -size if negative else size


def margin(scale: Fraction, share: float = 0.95) -> int:
    """The smallest m for which at least a share of the noise lies from -m to m."""
    ratio = math.exp(-1 / scale)
    outside = 1 - share  # P(|x| > m) = 2 * q^(m+1) / (1 + q)
    return max(0, math.ceil(math.log(outside * (1 + ratio) / 2) / math.log(ratio)) - 1)


def _rounds(dice: Dice) -> int:
    """How often in a row something with the chance exp(-1) happens."""
    number = 0
    while _survives(1, 1, dice):
        number += 1
    return number


def _survives(above: int, below: int, dice: Dice) -> bool:
    """True with the chance exp(-above/below), for above <= below, without computing it (algorithm 1, ibid.)."""
    number = 1
    while dice(below * number) < above:
        number += 1
    return number % 2 == 1
