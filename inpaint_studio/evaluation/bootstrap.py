"""Bootstrap confidence intervals of means over photographs, paired between models.

Photographs are drawn with replacement, the same draw for every model, so that the interval of a
difference is free of the photographs' own difficulty. Efron, Tibshirani, An Introduction to the
Bootstrap, 1993, percentile method (chapter 13). Knows nothing of metrics or models.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.errors import OptionError

__all__ = ["DEFAULT_RESAMPLES", "Interval", "Resampling"]

DEFAULT_RESAMPLES = 2000
LARGEST_RESAMPLES = 100_000
_CHUNK = 200

_Floats = NDArray[np.float64]


class Interval(NamedTuple):
    """A mean with its confidence interval; NaN bounds where there are fewer than two photos."""

    mean: float
    low: float
    high: float

    @property
    def excludes_zero(self) -> bool:
        """True when the whole interval lies on one side of zero."""
        return self.low > 0.0 or self.high < 0.0


class Resampling:
    """One set of draws over `count` photographs.

    Parameters
    ----------
    count
        Photographs, at least 1.
    resamples
        Draws, 100 to 100,000.
    level
        Confidence level in (0, 1).
    seed
        Same seed, same draws.

    Raises
    ------
    OptionError
        If `resamples` is out of range.

    Examples
    --------
    >>> import numpy as np
    >>> Resampling(3).intervals(np.array([[1.0], [2.0], [3.0]]))[0].mean
    2.0
    """

    def __init__(
        self,
        count: int,
        *,
        resamples: int = DEFAULT_RESAMPLES,
        level: float = 0.95,
        seed: int = 0,
    ) -> None:
        if not 100 <= resamples <= LARGEST_RESAMPLES:
            raise OptionError(
                "Resamples is {resamples}; it can be 100 to {largest_resamples}.",
                resamples=resamples,
                largest_resamples=LARGEST_RESAMPLES,
            )
        self._count = count
        self._resamples = resamples
        self._quantiles = ((1.0 - level) / 2.0, (1.0 + level) / 2.0)
        self._seed = seed

    def intervals(self, values: _Floats) -> tuple[Interval, ...]:
        """The mean of each column and its interval.

        Parameters
        ----------
        values
            (count, K), one row a photograph. For a paired difference give the differences: all
            columns of all calls see the same draws. Not modified.
        """
        assert values.shape[0] == self._count
        means = values.mean(axis=0)
        if self._count < 2:
            return tuple(Interval(float(mean), math.nan, math.nan) for mean in means)
        drawn = np.concatenate([weights @ values for weights in self._weights()])
        low, high = np.quantile(drawn, self._quantiles, axis=0)
        return tuple(
            Interval(float(m), float(a), float(b)) for m, a, b in zip(means, low, high, strict=True)
        )

    def _weights(self) -> list[_Floats]:
        """How often each photograph is drawn, over the count: (draws, count) in chunks."""
        random = np.random.default_rng(self._seed)
        share = np.full(self._count, 1.0 / self._count)
        left, chunks = self._resamples, []
        while left > 0:
            draws = min(left, _CHUNK)
            chunks.append(random.multinomial(self._count, share, size=draws) / self._count)
            left -= draws
        return chunks
