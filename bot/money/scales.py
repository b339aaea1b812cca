"""Which amounts can be kept in a place, each as one small whole number, and how coarse they become."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal


@dataclass(frozen=True, slots=True)
class Scale:
    """Zero, and amounts of a few significant digits: `digits` of them, from steps of 10**`finest` up to 10**`coarsest`.

    `most` bounds it further where it is given: whole months, for example, up to 24.
    """

    digits: int
    finest: int
    coarsest: int
    most: int | None = None

    @property
    def size(self) -> int:
        """How many amounts there are."""
        if self.most is not None:
            return self.most + 1
        return int(10**self.digits + 9 * 10 ** (self.digits - 1) * (self.coarsest - self.finest))

    @property
    def largest(self) -> Decimal:
        """The largest amount."""
        return self.value(self.size - 1)

    def number(self, amount: Decimal) -> int | None:
        """The number of the nearest amount; None where it is below zero or above the largest."""
        if amount < 0:
            return None
        for exponent in range(self.finest, self.coarsest + 1):
            mantissa = int((amount / Decimal(10) ** exponent).quantize(Decimal(1), ROUND_HALF_UP))
            if 0 <= mantissa < 10**self.digits:
                return self._numbered(mantissa, exponent)
        return None

    def _numbered(self, mantissa: int, exponent: int) -> int | None:
        least = 10 ** (self.digits - 1)
        steps = exponent - self.finest
        found = mantissa if steps == 0 else mantissa - least + 10**self.digits + 9 * least * (steps - 1)
        return found if found < self.size else None

    def value(self, number: int) -> Decimal:
        """The amount of a number below `size`."""
        fine, least = 10**self.digits, 10 ** (self.digits - 1)
        if number < fine:
            return _plain(Decimal(number).scaleb(self.finest))
        steps, mantissa = divmod(number - fine, 9 * least)
        return _plain(Decimal(mantissa + least).scaleb(self.finest + steps + 1))

    def nearest(self, amount: Decimal) -> Decimal | None:
        """The amount that is kept for this one; None where none is."""
        number = self.number(amount)
        return None if number is None else self.value(number)


def _plain(amount: Decimal) -> Decimal:
    """Without exponent and without zeros behind the point: 1200 and not 1.2E+3."""
    whole = amount.to_integral_value()
    return Decimal(int(whole)) if amount == whole else amount.normalize()


AMOUNT = Scale(digits=3, finest=-1, coarsest=6)
"""Money: 0.1 to 99.9 in tenths, then three digits up to 999 million (a ticket in dong, a month's pay in dinar)."""
ROUGH = Scale(digits=2, finest=0, coarsest=7)
"""Money that is a guess anyway: two digits, up to 990 million."""
RATE = Scale(digits=3, finest=-5, coarsest=2)
"""What one unit of money costs in another: from 0.00001 to 99,900."""
PERCENT = Scale(digits=3, finest=-1, coarsest=-1)
"""A share in per cent, to a tenth, below 100."""
SHARE = Scale(digits=2, finest=0, coarsest=0, most=70)
"""A share in whole per cent, up to 70."""
FEW_MONTHS = Scale(digits=2, finest=0, coarsest=0, most=24)
MANY_MONTHS = Scale(digits=3, finest=0, coarsest=0, most=120)
