"""How far a layer's inputs wander, on curves whose drift is plain."""

import numpy as np
import pandas as pd
import pytest

from bnviz.lessons.paper.drift import drifts, unit_drifts


def curve(arm: int, layer: int, steps: list[int], median: list[float], std: list[float]) -> pd.DataFrame:
    return pd.DataFrame({"step": steps, "arm": arm, "layer": layer, "p50": median, "std": std})


def test_the_median_is_told_in_deviations_of_that_moment_and_the_width_as_a_ratio() -> None:
    wandering = curve(1, 3, [100, 200, 300], [1.0, 2.0, -5.0], [0.5, 0.25, 3.0])
    still = curve(0, 3, [100, 200, 300], [1.0, 1.0, 1.0], [2.0, 2.0, 2.0])
    first, second = drifts(pd.concat([still, wandering]), layer=3, arms=2)
    assert first == (0.0, 1.0)
    assert second == pytest.approx((4.0, 12.0))  # |2 − 1| / 0.25, and 3 / 0.25


def test_other_layers_and_the_first_steps_do_not_count() -> None:
    frame = pd.concat(
        [
            curve(0, 3, [0, 99, 100, 200], [50.0, 50.0, 0.0, 0.0], [9.0, 0.1, 1.0, 1.0]),
            curve(0, 2, [100, 200], [0.0, 70.0], [1.0, 8.0]),
        ]
    )
    assert drifts(frame, layer=3, arms=1) == [(0.0, 1.0)]


def test_a_run_that_ended_too_soon_has_no_number() -> None:
    assert np.isnan(drifts(curve(0, 1, [10], [0.0], [1.0]), layer=1, arms=1)[0]).all()


def band(arm: int, unit: int, steps: list[int], median: list[float], half: list[float]) -> pd.DataFrame:
    middle, reach = np.array(median), np.array(half)
    return pd.DataFrame(
        {"step": steps, "arm": arm, "layer": 3, "unit": unit}
        | {"p15": middle - reach, "p50": middle, "p85": middle + reach}
    )


def test_a_units_drift_is_in_its_own_numbers_and_its_own() -> None:
    frame = pd.concat(
        [
            band(0, 2, [0, 100, 200, 300], [9.0, 1.0, -0.5, 2.0], [7.0, 1.0, 0.5, 3.0]),
            band(0, 1, [100, 200], [0.0, 50.0], [1.0, 90.0]),
            band(1, 2, [100, 200], [4.0, 4.0], [2.0, 2.0]),
        ]
    )
    assert unit_drifts(frame, layer=3, unit=2, arms=2) == [(1.5, 1.0, 6.0), (0.0, 4.0, 4.0)]
    assert np.isnan(unit_drifts(frame, layer=2, unit=2, arms=1)[0]).all()
