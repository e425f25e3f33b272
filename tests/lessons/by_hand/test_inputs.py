import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose

from bnviz.data import Dataset, load
from bnviz.lessons.by_hand.inputs import FORMS, RATES, UNITS, UPDATES, bowls, descend, features, train
from bnviz.maths.softmax_regression import with_one


@pytest.fixture(scope="module")
def digits() -> Dataset:
    return load("mnist-sample")


def test_all_learning_rates_at_once_are_torchs_descents_one_by_one() -> None:
    generator = np.random.default_rng(0)
    inputs = with_one(generator.random((30, 6), np.float32))
    labels = generator.integers(10, size=30)
    rates = (0.05, 2.0)
    losses, weights = descend(inputs, labels, rates, 8)
    for place, rate in enumerate(rates):
        parameter = torch.nn.Parameter(torch.zeros(7, 10))
        optimizer = torch.optim.SGD([parameter], lr=rate)
        for update in range(9):
            optimizer.zero_grad()
            loss = torch.nn.functional.cross_entropy(torch.tensor(inputs) @ parameter, torch.tensor(labels))
            assert losses[update, place] == pytest.approx(loss.item(), rel=1e-4)
            loss.backward()
            if update < 8:
                optimizer.step()
        assert_allclose(weights[place], parameter.detach(), rtol=1e-3, atol=1e-5)


def test_what_the_text_says_of_the_three_forms(digits: Dataset) -> None:
    """At one small rate the standardised inputs are ahead; raw ones at ten times the rate catch up."""
    found = {form: train(digits, form) for form in FORMS}
    small, ten_times = RATES.index(0.03), RATES.index(0.3)
    assert all(each.losses.shape == (UPDATES + 1, len(RATES)) for each in found.values())
    last = {form: each.losses[-1] for form, each in found.items()}
    assert last["standardised"][small] < 0.5 * min(last["raw"][small], last["binary"][small])
    assert last["raw"][ten_times] == pytest.approx(last["standardised"][small], rel=0.15)
    jumps = {form: each.losses.max(axis=0) > each.losses[0] + 0.1 for form, each in found.items()}
    assert jumps["standardised"].argmax() < min(jumps["raw"].argmax(), jumps["binary"].argmax())
    best = [each.accuracies.max() for each in found.values()]
    assert max(best) - min(best) < 0.05


def test_the_unit_of_ink_changes_the_raw_bowl_and_not_the_standardised_one(digits: Dataset) -> None:
    (narrow, round_one), (raw, other) = (bowls(digits, unit) for unit in UNITS)
    assert narrow.condition > 5 * raw.condition > 50
    assert round_one.condition < 1.2
    assert_allclose(round_one.hessian, other.hessian)
    assert_allclose(np.diag(round_one.hessian), 1)


def test_the_bowls_lowest_loss_is_that_of_least_squares(digits: Dataset) -> None:
    unit = next(iter(UNITS))
    wanted = (digits.train_labels[:1000] == 1) * 1.0
    wanted -= wanted.mean()
    _, residuals, _, _ = np.linalg.lstsq(features(digits, unit), wanted, rcond=None)
    assert bowls(digits, unit)[0].lowest == pytest.approx(residuals[0] / 2000)
