"""One run's arms, or several runs' on the same axes."""

from bnviz.experiment import Change
from bnviz.views.picture import picture

from .recorded import recorded


def test_one_run_is_shown_as_it_is() -> None:
    experiment, curves = recorded()
    shown = picture((experiment, curves))
    assert [style.name for style in shown.styles] == ["BN", "no BN"]
    assert shown.curves is curves
    assert (shown.depth, shown.steps, shown.changes) == (2, 6, ())


def test_two_runs_share_axes_and_their_arms_keep_apart() -> None:
    one, other = recorded(learning_rate=0.1), recorded(learning_rate=0.3, depth=3, normalization="none")
    shown = picture(one, other)
    assert shown.arms_of_runs[1] == ("no BN lr 0.3 depth 3",)
    assert shown.arms_of_runs[0] == ("BN lr 0.1 depth 2", "no BN lr 0.1 depth 2")
    assert [style.name for style in shown.styles] == [name for arms in shown.arms_of_runs for name in arms]
    assert shown.depth == 3
    assert set(shown.curves.layers.query("arm == 2")["layer"]) == {1, 2, 3}
    assert len({style.marker + style.colour for style in shown.styles}) == 3


def test_runs_are_told_apart_by_what_they_do_not_share() -> None:
    seeds = picture(recorded(seed=1), recorded(seed=2))
    assert seeds.arms_of_runs == (("BN seed 1", "no BN seed 1"), ("BN seed 2", "no BN seed 2"))
    experiment, curves = recorded()
    steered = experiment.changed(Change(step=4, learning_rate=0.5))
    told = picture((experiment, curves), (steered, curves)).arms_of_runs
    assert told == (("BN", "no BN"), ("BN → 0.5", "no BN → 0.5"))
    twice = picture((experiment, curves), (experiment, curves)).arms_of_runs
    assert twice == (("BN #1", "no BN #1"), ("BN #2", "no BN #2"))


def test_another_nonlinearity_is_left_out_where_only_one_can_be_drawn() -> None:
    shown = picture(recorded(activation="tanh"), recorded(activation="relu"))
    assert shown.activation == "tanh"
    assert set(shown.distributions_alike["arm"]) == {0, 1}
    assert set(shown.curves.distributions["arm"]) == {0, 1, 2, 3}


def test_changes_of_the_learning_rate_are_told_with_their_step() -> None:
    experiment, curves = recorded()
    changed = experiment.changed(Change(step=4, learning_rate=0.5))
    assert picture((changed, curves)).changes == ((4, "lr 0.5"),)


def test_many_runs_keep_all_their_arms_apart_under_their_labels() -> None:
    runs = [recorded(seed=1), recorded(depth=3, normalization="all"), recorded(activation="relu")] * 2
    labels = ["A", "B", "C", "D", "E", "F"]
    shown = picture(*runs, labels=labels)
    assert shown.arms_of_runs[:2] == (("A BN", "A no BN"), ("B BN", "B no BN", "B LN"))
    assert (
        len({(style.colour, style.dash, style.marker) for style in shown.styles}) == len(shown.styles) == 14
    )
    assert len(shown.curves.diverged_at) == 14
    for first, (experiment, curves) in zip((0, 2, 5, 7, 9, 12), runs, strict=True):
        arms = range(first, first + len(experiment.arms))
        mine = shown.curves.layers[shown.curves.layers["arm"].isin(arms)]
        assert mine["arm"].tolist() == (curves.layers["arm"] + first).tolist()
        assert mine["p50"].equals(curves.layers["p50"].set_axis(mine.index))
