import torch

from bnviz.training.parameters import LayerParameters, layer_views, parameter_count, spread_over_parameters

from .examples import MIXED, small

EXPERIMENT = small(depth=3)


def blocks(layers: list[LayerParameters]) -> list[torch.Tensor]:
    return [block for layer in layers for block in (layer.weight, layer.shift, layer.scale)]


def test_the_views_show_every_parameter_once() -> None:
    flat = torch.arange(parameter_count(EXPERIMENT))
    seen = torch.cat([block.flatten() for block in blocks(layer_views(flat, EXPERIMENT))])
    assert torch.equal(seen.sort().values, flat)


def test_a_change_through_a_view_is_a_change_of_the_vector() -> None:
    flat = torch.zeros(parameter_count(EXPERIMENT))
    for block in blocks(layer_views(flat, EXPERIMENT)):
        block.fill_(1)
    assert flat.all()


def test_only_arms_with_a_normalization_have_a_scale_and_no_output_has() -> None:
    *hidden, output = layer_views(torch.zeros(parameter_count(EXPERIMENT)), EXPERIMENT)
    assert {layer.scale.shape for layer in hidden} == {(2, EXPERIMENT.width)}
    assert not output.scale.numel()


def test_every_parameter_gets_the_value_of_its_arm() -> None:
    values = [1.0, 2.0, 3.0, 4.0]
    spread = spread_over_parameters(values, EXPERIMENT, torch.zeros(parameter_count(EXPERIMENT)))
    for block in blocks(layer_views(spread, EXPERIMENT)):
        for arm, value in zip(block, values, strict=False):  # a scale has the first arms only
            assert (arm == value).all()


def test_a_value_that_all_arms_share_needs_no_vector() -> None:
    like = torch.zeros(parameter_count(EXPERIMENT), dtype=torch.float64)
    shared = spread_over_parameters([0.1] * len(MIXED), EXPERIMENT, like)
    assert shared.shape == ()
    assert shared.item() == 0.1
