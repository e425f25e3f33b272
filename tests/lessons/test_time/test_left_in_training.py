"""A network left in training mode, against torch under `no_grad()`."""

from __future__ import annotations

import numpy as np
import pytest

from bnviz.lessons.test_time.left_in_training import after_passes
from bnviz.maths.network import accuracy

from .trained import Asked, answered, buffers, twin


@pytest.mark.parametrize(("size", "passes"), [(2, 1), (60, 1), (60, 10)])
def test_no_grad_does_not_keep_the_running_statistics(asked: Asked, size: int, passes: int) -> None:
    modules = twin(asked.network, asked.running)
    for _ in range(passes):
        answered(modules, asked.inputs[:size])  # under no_grad
    found = after_passes(asked.network, asked.running, asked.inputs[:size], passes)
    for now, before, wanted in zip(found, asked.running, buffers(modules), strict=True):
        np.testing.assert_allclose(now.mean, wanted.mean, atol=1e-8)
        np.testing.assert_allclose(now.variance, wanted.variance, rtol=1e-7)
        assert np.abs(now.mean - before.mean).max() > 1e-4


def test_eval_keeps_them(asked: Asked) -> None:
    modules = twin(asked.network, asked.running).eval()
    answered(modules, asked.inputs[:60])
    for kept, before in zip(buffers(modules), asked.running, strict=True):
        np.testing.assert_array_equal(kept.mean, before.mean)
        np.testing.assert_array_equal(kept.variance, before.variance)


def test_one_image_is_refused_in_the_words_of_torch(asked: Asked) -> None:
    with pytest.raises(ValueError, match="Expected more than 1 value") as wanted:
        answered(twin(asked.network, asked.running), asked.inputs[:1])
    with pytest.raises(ValueError, match="Expected more than 1 value") as found:
        after_passes(asked.network, asked.running, asked.inputs[:1], 1)
    assert str(found.value) == str(wanted.value)


def test_fed_with_ones_only_it_forgets_the_others(asked: Asked) -> None:
    ones = asked.inputs[asked.labels == 1][:64]
    now = after_passes(asked.network, asked.running, ones, 50)
    before, after = (
        accuracy(asked.network.forward(asked.inputs, each).logits, asked.labels)
        for each in (asked.running, now)
    )
    assert after < before - 0.05
