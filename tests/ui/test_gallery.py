from dataclasses import replace

import pytest
from views.recorded import recorded

from bnviz.runs.feed import Curves
from bnviz.runs.run import Run
from bnviz.ui import drawing
from bnviz.ui.drawing import view_sheet
from bnviz.ui.gallery import PICTURES, Gallery
from bnviz.views.views import PROGRESS, VIEWS, Look

from .runs import QUEUED


def seen(seed: int = 1, name: str = "a") -> tuple[Run, Curves]:
    experiment, curves = recorded(seed=seed)
    return replace(QUEUED, id=name, experiment=experiment), curves


def test_all_who_see_the_same_have_the_same_picture() -> None:
    gallery, (run, curves) = Gallery(), seen()
    shown = gallery.picture([(run, curves)])
    assert gallery.picture([(replace(run, state="running", step=3), curves)]) is shown


def test_what_is_new_is_in_the_picture() -> None:
    gallery, (run, curves) = Gallery(), seen()
    before = gallery.picture([(run, curves)])
    newer = seen(seed=2)[1]
    assert gallery.picture([(run, newer)]).curves is newer
    assert gallery.picture([(run, curves)]) is not before  # of each run only the newest is kept


def test_a_changed_experiment_makes_another_picture() -> None:
    gallery, (run, curves) = Gallery(), seen()
    before = gallery.picture([(run, curves)])
    changed = replace(run, experiment=run.experiment.at_rate(0.5))
    assert gallery.picture([(changed, curves)]) is not before


def test_a_pair_and_each_of_it_do_not_push_each_other_out() -> None:
    gallery, one, other = Gallery(), seen(1, "a"), seen(2, "b")
    shown = [gallery.picture(runs) for runs in ([one], [other], [one, other])]
    assert [gallery.picture(runs) for runs in ([one], [other], [one, other])] == shown
    assert len(shown[2].styles) == 2 * len(shown[0].styles)


def test_a_picture_with_labels_is_another_one() -> None:
    gallery, runs = Gallery(), [seen(1, "a"), seen(2, "b")]
    labelled = gallery.picture(runs, ["A", "B"])
    assert labelled.arms_of_runs[1] == ("B BN", "B no BN")
    assert gallery.picture(runs).arms_of_runs[1] == ("BN seed 2", "no BN seed 2")
    assert gallery.picture(runs, ["A", "B"]) is labelled


def test_pictures_that_nobody_asks_for_make_room() -> None:
    gallery, (run, curves) = Gallery(), seen()
    first = gallery.picture([(run, curves)])
    for number in range(PICTURES):
        gallery.picture([(replace(run, id=str(number)), curves)])
    assert gallery.picture([(run, curves)]) is not first


def test_figures_are_drawn_once_for_each_look(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = []

    def count(*args: object, **options: object) -> object:
        drawn.append(args)
        return sheet(*args, **options)

    sheet = drawing.sheet
    monkeypatch.setattr(drawing, "sheet", count)
    shown = Gallery().picture([seen()])
    for _ in range(3):
        view_sheet(PROGRESS, shown)
        view_sheet(VIEWS["distributions"], shown, Look(unit=1))
        view_sheet(VIEWS["distributions"], shown, Look(unit=2))
    assert len(drawn) == 3
    assert view_sheet(VIEWS["distributions"], shown, Look(unit=1)) != view_sheet(
        VIEWS["distributions"], shown, Look(unit=2)
    )
