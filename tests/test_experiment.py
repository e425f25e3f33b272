from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from bnviz.experiment import NORMALIZATIONS, ONE_SIDED, Arm, Change, Experiment, Look, Setup, Shared


def any_of(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """The values that a field's JSON schema allows."""
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    numbers: Callable[..., st.SearchStrategy[Any]]
    numbers = st.integers if schema["type"] == "integer" else st.floats
    return numbers(schema["minimum"], schema["maximum"])


def every_field_of(model: type[Arm | Change | Shared]) -> dict[str, st.SearchStrategy[Any]]:
    return {name: any_of(schema) for name, schema in model.model_json_schema()["properties"].items()}


arms = st.builds(Arm, **every_field_of(Arm) | {"ghost_batch": st.just(0)})
setups = st.builds(Setup, **every_field_of(Setup))
plans = st.builds(
    Experiment, **every_field_of(Shared), arms=st.lists(arms, min_size=1, max_size=8).map(tuple)
)
changes = st.builds(Change, **every_field_of(Change))


@st.composite
def with_changes(draw: st.DrawFn) -> Experiment:
    """Any experiment, with up to four changes asked for in any order."""
    experiment = draw(plans)
    for change in draw(st.lists(changes, max_size=4)):
        if change.step < experiment.steps:
            experiment = experiment.changed(change)
    return experiment


experiments = with_changes()
patient = settings(deadline=None)

OTHER: dict[str, Any] = {
    "depth": 4,
    "width": 32,
    "maps": 8,
    "activation": "relu",
    "optimizer": "adam",
    "batch_size": 64,
    "steps": 10,
    "initialization": "he",
    "init_std": 0.1,
    "input": "binary",
    "seed": 2,
    "arms": (Arm(),),
    "changes": (Change(step=5, learning_rate=0.5),),
    "look": Look(kind="rotation", strength=0.5),
    "checkpoints": (0, 100),
    "architecture": "convolutional",
    "training_images": 500,
    "detail": "scores",
}


@patient
@given(experiments)
def test_an_experiment_survives_its_json_and_keeps_its_key(experiment: Experiment) -> None:
    again = Experiment.model_validate_json(experiment.model_dump_json())
    assert again == experiment
    assert again.key() == experiment.key()


def test_there_is_another_value_here_for_every_field() -> None:
    assert set(OTHER) == set(Experiment.model_fields)


@pytest.mark.parametrize("name", OTHER)
def test_every_field_counts_in_the_key(name: str) -> None:
    experiment = Experiment(architecture="convolutional" if name == "maps" else "dense")
    assert experiment.model_copy(update={name: OTHER[name]}).key() != experiment.key()


@pytest.mark.parametrize(
    "other",
    [
        {"normalization": "none"},
        {"learning_rate": 0.2},
        {"init_scale": 2.0},
        {"ghost_batch": 15},
        {"noise": 1},
        {"dropout": 0.5},
        {"weight_decay": 0.1},
        {"decayed": "all"},
    ],
)
def test_every_field_of_an_arm_counts_in_the_key(other: dict[str, Any]) -> None:
    assert Experiment(arms=(Arm(**other),)).key() != Experiment(arms=(Arm(),)).key()


@pytest.mark.parametrize("other", [{"step": 6}, {"learning_rate": 0.2}])
def test_every_field_of_a_change_counts_in_the_key(other: dict[str, Any]) -> None:
    change = Change(step=5, learning_rate=0.5)
    assert Experiment(changes=(change.model_copy(update=other),)).key() != Experiment(changes=(change,)).key()


@pytest.mark.parametrize("other", [{"kind": "shift"}, {"strength": -0.5}, {"subset": "thin"}])
def test_every_field_of_a_look_counts_in_the_key(other: dict[str, Any]) -> None:
    look = Look(kind="rotation", strength=0.5)
    assert Experiment(look=look.model_copy(update=other)).key() != Experiment(look=look).key()


def test_without_changes_nothing_is_said_of_them() -> None:
    """So that a run of a time before there were any is still found by its key."""
    key = "d932a4a66cd6f035ab1ef79848962f318953fb1a64acf1e613d83147d0ed665f"
    assert Experiment().key() == key


def test_one_more_change_finds_its_place_and_takes_that_of_one_at_its_step() -> None:
    early, late, other = (
        Change(step=step, learning_rate=rate) for step, rate in [(3, 0.5), (7, 0.2), (7, 1)]
    )
    assert Experiment().changed(late).changed(early).changes == (early, late)
    assert Experiment().changed(late).changed(early).changed(other).changes == (early, other)


def test_the_order_of_the_arms_counts_in_the_key() -> None:
    arms = Experiment().arms
    assert Experiment(arms=arms[::-1]).key() != Experiment(arms=arms).key()


@pytest.mark.parametrize("initialization", ["xavier", "he", "pytorch"])
def test_a_sigma_that_nothing_is_drawn_with_does_not_count_in_the_key(initialization: Any) -> None:
    narrow, wide = (Experiment(initialization=initialization, init_std=std) for std in (0.01, 1))
    assert narrow.key() == wide.key()


@pytest.mark.parametrize(("architecture", "without"), [("dense", "maps"), ("convolutional", "width")])
def test_a_size_that_no_layer_has_does_not_count_in_the_key(architecture: Any, without: str) -> None:
    small, large = (Experiment(architecture=architecture, **{without: size}) for size in (8, 9))
    assert small.key() == large.key()


def test_a_number_counts_for_its_value_and_not_for_how_it_was_written() -> None:
    assert Experiment(init_std=1).key() == Experiment(init_std=1.0).key()


def test_a_key_is_a_sha_256() -> None:
    assert len(Experiment().key()) == 64
    assert int(Experiment().key(), 16) >= 0


@patient
@given(experiments)
def test_every_arm_has_a_name_of_its_own(experiment: Experiment) -> None:
    names = experiment.arm_names()
    assert len(set(names)) == len(names) == len(experiment.arms)


@pytest.mark.parametrize(
    ("arms", "names"),
    [
        ((Arm(), Arm(normalization="none")), ("BN", "no BN")),
        ((Arm(), Arm(learning_rate=0.5)), ("BN lr 0.1", "BN lr 0.5")),
        ((Arm(init_scale=0.01), Arm()), ("BN init ×0.01", "BN init ×1")),
        ((Arm(), Arm(), Arm(normalization="none")), ("BN #1", "BN #2", "no BN")),
        ((Arm(normalization="layer"), Arm(ghost_batch=4), Arm()), ("LN", "BN ghosts of 4", "BN")),
        ((Arm(noise=1, dropout=0.5), Arm()), ("BN noise 1 dropout 0.5", "BN")),
        (
            (Arm(weight_decay=0.1, decayed="all"), Arm(weight_decay=0.1), Arm()),
            ("BN decay 0.1 of all", "BN decay 0.1", "BN"),
        ),
    ],
)
def test_a_name_tells_only_in_what_an_arm_differs(arms: tuple[Arm, ...], names: tuple[str, ...]) -> None:
    assert Experiment(arms=arms).arm_names() == names


@patient
@given(setups)
def test_controls_become_an_experiment_and_come_back(setup: Setup) -> None:
    experiment = setup.experiment()
    assert Setup.of(experiment) == setup
    assert all(getattr(experiment, name) == getattr(setup, name) for name in Shared.model_fields)
    assert {arm.learning_rate for arm in experiment.arms} == {setup.learning_rate}


def test_controls_know_no_changes() -> None:
    experiment = Experiment(changes=(Change(step=5, learning_rate=0.5),))
    assert Setup.of(experiment) == Setup()


def test_all_three_is_one_arm_for_each_normalization() -> None:
    kinds = tuple(arm.normalization for arm in Setup(normalization="all").experiment().arms)
    assert kinds == NORMALIZATIONS


@pytest.mark.parametrize(
    "wrong",
    [
        {"depth": 0},
        {"depth": 13},
        {"batch_size": 1},
        {"steps": 0},
        {"seed": -1},
        {"init_std": float("nan")},
        {"init_std": float("inf")},
        {"activation": "softmax"},
        {"arms": ()},
        {"arms": (Arm(),) * 257},
        {"arms": (Arm(ghost_batch=7),)},
        {"arms": (Arm(ghost_batch=1),)},
        {"colour": "red"},
        {"steps": 10, "changes": (Change(step=10, learning_rate=1),)},
        {"changes": (Change(step=5, learning_rate=1), Change(step=5, learning_rate=2))},
        {"changes": (Change(step=5, learning_rate=1), Change(step=4, learning_rate=1))},
        {"checkpoints": (5, 4)},
        {"checkpoints": (5, 5)},
        {"checkpoints": (-1,)},
        {"steps": 10, "checkpoints": (0, 11)},
        {"checkpoints": tuple(range(17))},
        {"look": {"kind": "upside-down"}},
        {"look": {"kind": "rotation", "strength": 1.5}},
        {"look": {"kind": "rotation", "strength": -1.5}},
        {"look": {"subset": "7"}},
    ],
)
def test_what_cannot_be_trained_cannot_be_made(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Experiment(**wrong)


def test_checkpoints_may_be_at_both_ends_of_a_training() -> None:
    checkpoints = (*range(15), 20)
    assert Experiment(steps=20, checkpoints=checkpoints).checkpoints == checkpoints


@pytest.mark.parametrize("kind", sorted(ONE_SIDED))
def test_what_is_done_in_one_direction_only_is_not_done_in_the_other(kind: Any) -> None:
    with pytest.raises(ValidationError, match=f"strength: -0.5 for {kind}; it must be from 0 to 1"):
        Look(kind=kind, strength=-0.5)
    assert Look(kind=kind, strength=1).strength == 1


@pytest.mark.parametrize("kind", sorted({"thickness", "rotation", "shift", "brightness", "contrast"}))
def test_what_is_done_in_both_directions_may_be_done_the_other_way(kind: Any) -> None:
    assert Look(kind=kind, strength=-1).strength == -1


def test_an_experiment_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        Experiment().depth = 4  # type: ignore[misc]
