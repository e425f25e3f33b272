"""An experiment in a line of a list: what makes it another one is in it, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from bnviz.experiment import Arm, Change, Experiment, Setup
from bnviz.fields import field
from bnviz.lessons.plan_words import BETWEEN, in_words, networks, preset_of
from bnviz.lessons.presets import PRESETS


@pytest.mark.parametrize("preset", PRESETS.values(), ids=PRESETS)
def test_a_preset_has_its_title_and_another_seed_is_told(preset: Any) -> None:
    assert in_words(preset.setup.experiment()) == preset.title
    other = preset.setup.model_copy(update={"seed": 7}).experiment()
    assert in_words(other) == f"{preset.title}, seed 7"
    assert preset_of(other) is preset


@pytest.mark.parametrize(
    ("setup", "told"),
    [
        ({"depth": 2}, "2 × 100 sigmoid, lr 0.1, 3,000 steps"),
        (
            {"activation": "leaky_relu", "optimizer": "adam", "initialization": "he", "steps": 1_500},
            "3 × 100 leaky ReLU, lr 0.1, optimizer Adam, initial weights He, 1,500 steps",
        ),
        (
            {"architecture": "convolutional", "maps": 8, "depth": 4},
            "4 × 8 feature maps sigmoid, lr 0.1, 3,000 steps",
        ),
        ({"normalization": "layer", "seed": 2}, "3 × 100 sigmoid, lr 0.1, 3,000 steps, seed 2"),
    ],
)
def test_any_other_has_its_settings(setup: dict[str, Any], told: str) -> None:
    assert in_words(Setup(**setup).experiment()) == told


@pytest.mark.parametrize("name", BETWEEN)
def test_every_setting_that_is_not_the_usual_one_is_told(name: str) -> None:
    setting = field(name)
    value = next(each for each in (*setting.choices, setting.maximum) if each not in (setting.default, None))
    assert setting.title.lower() in in_words(Experiment(depth=2).model_copy(update={name: value}))


def test_what_all_arms_share_is_told_and_what_they_do_not_is_in_their_names() -> None:
    arms = tuple(
        Arm(normalization=kind, dropout=0.5, learning_rate=rate)
        for kind, rate in (("batch", 0.3), ("none", 0.1))
    )
    experiment = Experiment(arms=arms)
    assert in_words(experiment) == "3 × 100 sigmoid, dropout 0.5, lr 0.1, 0.3, 3,000 steps"
    assert networks(experiment) == "BN lr 0.3, no BN lr 0.1"
    assert networks(Experiment(arms=arms * 4)) == "8 networks"


def test_a_change_on_the_way_is_told() -> None:
    changed = Setup().experiment().changed(Change(step=1_200, learning_rate=0.5))
    assert in_words(changed) == "Quick look, lr → 0.5 at step 1,200"
