import numpy as np
from numpy.testing import assert_allclose

from bnviz.maths.slope import central_difference


def test_the_slope_of_a_curve_with_a_known_gradient() -> None:
    x = np.array([0.3, -1.2, 2.0])
    found = central_difference(lambda x: float(np.sin(x[0]) + x[1] ** 3 * x[2]), x, 1e-5)
    assert_allclose(found, [np.cos(0.3), 3 * 1.44 * 2.0, -(1.2**3)], atol=1e-8)
