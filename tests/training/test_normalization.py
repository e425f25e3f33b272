"""The kinds of arms in one stack: their order, and what is told of each."""

import numpy as np
import pytest
import torch

from bnviz.data import Dataset
from bnviz.experiment import NORMALIZATIONS, Arm
from bnviz.maths.each_image import EACH_IMAGE as FORMULAS
from bnviz.training.batch_norm import BatchNorm
from bnviz.training.ghost_batch_norm import GhostBatchNorm
from bnviz.training.inference import infer
from bnviz.training.layer_norm import LayerNorm
from bnviz.training.loop import Training
from bnviz.training.normalization import EACH_IMAGE, ORDER
from bnviz.training.stack import Stack

from .examples import VARIED, small
from .oracle import arm_states

KINDS = [(BatchNorm, 2), (GhostBatchNorm, 1), (GhostBatchNorm, 1), (LayerNorm, 2)]


def test_each_kind_is_one_block_whole_mini_batches_first_and_none_last() -> None:
    stack = Stack(small(arms=VARIED))
    assert stack.order == [3, 5, 2, 6, 1, 7, 0, 4, 8]
    assert stack.whole_batches == 2
    for layer in stack.hidden:
        found = [(type(norm), norm.look(torch.zeros(9, 12, 1)).numel() // 12) for norm in layer.norms]
        assert found == KINDS


def test_what_takes_each_image_by_itself_has_its_formulas() -> None:
    assert EACH_IMAGE.keys() == FORMULAS.keys()
    assert set(ORDER) == set(NORMALIZATIONS)


def test_layer_normalization_does_the_same_to_an_image_in_any_company(dataset: Dataset) -> None:
    training = Training(small(arms=(Arm(normalization="layer", learning_rate=0.1),), steps=20), dataset)
    list(training.steps())
    images, _ = training.images.probe_set()
    whole = infer(training.stack, images)
    for own_statistics in (False, True):
        alone = infer(training.stack, images[:1], own_statistics=own_statistics)
        for one, many in zip(alone.pre_activations, whole.pre_activations, strict=True):
            torch.testing.assert_close(one, many[..., :1], rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("positions", [1, 6])
def test_layer_normalization_takes_all_positions_of_an_image_together(positions: int) -> None:
    """As torch.nn.GroupNorm with one group: the images of a position lie side by side."""
    units, images = 5, 8
    stack = Stack(small(arms=(Arm(normalization="layer"),), width=units))
    own, gradients = stack.layer_parameters[1], stack.layer_gradients[1]
    torch.manual_seed(4)
    for values in (own.scale, own.shift):
        values.copy_(torch.randn_like(values))
    x = torch.randn(1, units, positions * images)
    grad = torch.randn_like(x)
    norm = LayerNorm(own, gradients, slice(0, 1), positions)
    theirs = torch.nn.GroupNorm(1, units)
    theirs.load_state_dict({"weight": own.scale[0], "bias": own.shift[0]})
    by_image = x.view(units, positions, images).permute(2, 0, 1).clone().requires_grad_()
    expected = theirs(by_image)
    expected.backward(grad.view(units, positions, images).permute(2, 0, 1))
    out = torch.empty_like(x)
    norm.forward(x, out)
    norm.backward(grad, x)
    torch.testing.assert_close(out.view(units, positions, images), expected.permute(1, 2, 0).detach())
    assert by_image.grad is not None
    torch.testing.assert_close(grad.view(units, positions, images), by_image.grad.permute(1, 2, 0))
    torch.testing.assert_close(gradients.scale[0], theirs.weight.grad)
    torch.testing.assert_close(gradients.shift[0], theirs.bias.grad)


@pytest.mark.parametrize("positions", [1, 6])
def test_ghosts_take_all_positions_of_their_images(positions: int) -> None:
    """As torch.nn.BatchNorm2d over one chunk of images after the other."""
    units, images, size = 5, 8, 4
    stack = Stack(small(arms=(Arm(ghost_batch=size),), width=units, batch_size=images))
    own, gradients = stack.layer_parameters[1], stack.layer_gradients[1]
    torch.manual_seed(4)
    for values in (own.scale, own.shift):
        values.copy_(torch.randn_like(values))
    x = torch.randn(1, units, positions * images)
    grad = torch.randn_like(x)
    norm = GhostBatchNorm(own, gradients, slice(0, 1), size, positions)
    theirs = torch.nn.BatchNorm1d(units)
    theirs.load_state_dict({"weight": own.scale[0], "bias": own.shift[0]}, strict=False)
    by_image = x.view(units, positions, images).permute(2, 0, 1).clone().requires_grad_()
    expected = torch.cat([theirs(ghost) for ghost in by_image.split(size)])
    expected.backward(grad.view(units, positions, images).permute(2, 0, 1))
    out = torch.empty_like(x)
    norm.forward(x, out)
    norm.backward(grad, x)
    torch.testing.assert_close(out.view(units, positions, images), expected.permute(1, 2, 0).detach())
    assert by_image.grad is not None
    torch.testing.assert_close(
        grad.view(units, positions, images), by_image.grad.permute(1, 2, 0), rtol=1e-4, atol=1e-5
    )
    torch.testing.assert_close(gradients.scale[0], theirs.weight.grad, rtol=1e-4, atol=1e-5)
    torch.testing.assert_close(gradients.shift[0], theirs.bias.grad)
    assert theirs.running_mean is not None
    torch.testing.assert_close(norm.running_mean, theirs.running_mean)
    torch.testing.assert_close(norm.running_variance, theirs.running_var)


def test_a_ghost_of_the_whole_mini_batch_is_batch_normalization(dataset: Dataset) -> None:
    arms = Arm(learning_rate=0.1), Arm(learning_rate=0.1, ghost_batch=16)
    training = Training(small(arms=arms, steps=20), dataset, dtype=torch.float64)
    list(training.steps())
    whole, ghost = arm_states(training.stack)
    torch.testing.assert_close(whole, ghost, rtol=1e-9, atol=1e-9)


def test_statistics_of_whole_mini_batches_are_kept_of_no_other_arm(dataset: Dataset) -> None:
    training = Training(small(arms=VARIED, steps=3, checkpoints=(3,)), dataset)
    list(training.steps())
    statistics = training.statistics(0, 3)
    assert statistics is not None
    assert statistics.arms == [3, 5]
    assert np.isfinite(statistics.variance).all()
    for kept in training.parameters():
        arm, hidden = VARIED[kept.arm], kept.layer <= 2
        assert len(kept.gamma) == 12 * (hidden and arm.normalization != "none")
        assert len(kept.running_mean) == 12 * (hidden and arm.normalization == "batch")
