"""What a training is expected to cost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bnviz.experiment import Arm, Experiment
from bnviz.lessons.presets import PRESETS
from bnviz.runs.forecast.cost import estimate, size, training_seconds
from bnviz.training.parameters import weight_count

MEASURED = {
    # On the core that the constants are of, steps, Snapshots and scores; seconds of processor time, by hand.
    "the default": (Experiment(steps=1_500), 3.7),
    "Adam, small": (
        Experiment(optimizer="adam", depth=2, width=32, batch_size=32, activation="relu", steps=2_500),
        2.2,
    ),
    "16 arms, scores": (Experiment(arms=(Arm(),) * 16, steps=300, detail="scores"), 2.2),
    "convolutional": (
        Experiment(architecture="convolutional", depth=3, maps=8, activation="relu", steps=300),
        7.0,
    ),
    "deep": (Experiment(optimizer="momentum", depth=12, width=64, activation="tanh", steps=300), 5.0),
    "Layer Normalization": (Experiment(arms=(Arm(normalization="layer", noise=0.1),) * 3, steps=600), 4.6),
}

experiments = st.builds(
    Experiment,
    architecture=st.sampled_from(["dense", "convolutional"]),
    depth=st.integers(1, 6),
    width=st.integers(4, 256),
    maps=st.integers(2, 32),
    batch_size=st.integers(2, 256),
    steps=st.integers(1, 50_000),
    optimizer=st.sampled_from(["sgd", "momentum", "rmsprop"]),
    detail=st.sampled_from(["layers", "scores"]),
)


@pytest.mark.parametrize("name", MEASURED)
def test_the_estimate_is_within_a_factor_of_two_of_what_was_measured(name: str) -> None:
    experiment, seconds = MEASURED[name]
    assert seconds / 2 < training_seconds(experiment) < 2 * seconds


@given(experiment=experiments, share=st.floats(0, 1))
def test_a_run_s_first_steps_take_their_share_or_more(experiment: Experiment, share: float) -> None:
    steps = int(share * experiment.steps)
    whole = training_seconds(experiment)
    assert training_seconds(experiment, experiment.steps) == whole
    assert training_seconds(experiment, 0) == 0
    assert training_seconds(experiment, steps) <= whole
    if experiment.detail == "layers" and experiment.steps >= 2_000:
        hundred = training_seconds(experiment, 100)
        assert hundred / whole > 1.5 * 100 / experiment.steps  # each of them has a Snapshot


@given(experiment=experiments)
def test_more_of_anything_costs_more(experiment: Experiment) -> None:
    before = estimate(experiment)
    for name in ("steps", "depth", "width", "maps", "batch_size"):
        used = name != ("maps" if experiment.architecture == "dense" else "width")
        more = estimate(experiment.model_copy(update={name: getattr(experiment, name) * 2}))
        assert more.seconds > before.seconds if used else more == before
        assert more.megabytes >= before.megabytes
    arms = estimate(experiment.model_copy(update={"arms": experiment.arms * 2}))
    adam = estimate(experiment.model_copy(update={"optimizer": "adam"}))
    assert arms.seconds > before.seconds < adam.seconds
    assert arms.megabytes > before.megabytes < adam.megabytes


@given(experiment=experiments.filter(lambda experiment: experiment.units < 64))
def test_the_weights_are_those_that_the_engine_makes(experiment: Experiment) -> None:
    assert size(experiment).parameters * len(experiment.arms) == weight_count(experiment)


def test_the_parts_of_a_small_network() -> None:
    """Counted by hand: 784 → 5 → 5 → 10, and 28 × 28 → 3 maps of 14 × 14 → 3 of 7 × 7 → 10."""
    dense = size(Experiment(depth=2, width=5))
    assert dense == (784 * 5 + 5 * 5 + 5 * 10, 784 * 5 + 5 * 5 + 5 * 10, 10, 0)
    maps = size(Experiment(architecture="convolutional", depth=2, maps=3))
    output = 7 * 7 * 3 * 10
    assert maps.parameters == 9 * 3 + 9 * 3 * 3 + output
    assert maps.multiply_adds == 9 * 3 * 14 * 14 + 9 * 3 * 3 * 7 * 7 + output
    assert (maps.values, maps.gathered) == (3 * (14 * 14 + 7 * 7), 9 * 14 * 14 + 9 * 3 * 7 * 7)


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_is_within_a_hosts_usual_limits(name: str) -> None:
    from bnviz.host import Host

    cost = estimate(PRESETS[name].setup.experiment())
    assert cost.seconds < Host().run_minutes * 60 / 3  # on a core of a third of the speed too
    assert cost.megabytes < Host().run_megabytes
