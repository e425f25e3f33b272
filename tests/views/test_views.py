"""Every view draws every run, from before its first step on."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from english import english_in

from bnviz.experiment import Experiment
from bnviz.language import speaking
from bnviz.runs.feed import Curves
from bnviz.views.picture import Picture, picture
from bnviz.views.views import PROGRESS, VIEWS, Look

from .recorded import recorded

LOOKS = (Look(), Look(place="before", unit=3), Look(place="activation", unit=1), Look(raw=True))


def empty() -> Picture:
    experiment = Experiment()
    return picture((experiment, Curves.empty(len(experiment.arms))))


@pytest.fixture(scope="module", params=["empty", "one run", "two runs", "no BN"])
def shown(request: pytest.FixtureRequest) -> Picture:
    made = {
        "empty": empty,
        "one run": lambda: picture(recorded(activation="relu")),
        "two runs": lambda: picture(recorded(), recorded(depth=4, activation="tanh")),
        "no BN": lambda: picture(recorded(normalization="none")),
    }
    return made[request.param]()


@pytest.mark.parametrize("look", LOOKS, ids=str)
@pytest.mark.parametrize("name", VIEWS)
def test_a_view_has_the_figures_of_its_rows_and_each_says_what_it_shows(
    name: str, look: Look, shown: Picture
) -> None:
    figures = VIEWS[name].figures(shown, look)
    assert set(figures) == {panel for row in VIEWS[name].rows for panel in row}
    for figure in figures.values():
        assert len(figure.layout.meta["alt"]) > 20
        assert figure.layout.meta["steps"]


def test_loss_and_accuracy_are_there_for_all(shown: Picture) -> None:
    assert set(PROGRESS.figures(shown)) == {"loss", "accuracy"}


def test_raw_units_show_another_shift() -> None:
    shown = picture(recorded())
    alts = {
        raw: VIEWS["shift"].figures(shown, Look(raw=raw))["shift"].layout.meta["alt"] for raw in (True, False)
    }
    assert alts[True] != alts[False]


def test_one_unit_is_not_all_units() -> None:
    shown = picture(recorded())
    fans = [VIEWS["distributions"].figures(shown, Look(unit=unit))["layers"] for unit in (0, 2)]
    assert fans[0] != fans[1]


def test_a_changed_learning_rate_is_marked_in_every_figure() -> None:
    experiment, curves = recorded()
    document = experiment.model_dump() | {"changes": [{"step": 3, "learning_rate": 0.7}]}
    marked = picture((Experiment.model_validate(document), curves))
    for figure in (PROGRESS.figures(marked) | VIEWS["shift"].figures(marked)).values():
        assert "lr 0.7" in str(figure.to_dict())


@pytest.mark.parametrize("name", VIEWS)
def test_a_figure_speaks_the_readers_language(name: str, shown: Picture) -> None:
    with speaking("ko"):
        figures = [*PROGRESS.figures(shown).values(), *VIEWS[name].figures(shown).values()]
    words = [text for figure in figures for text in texts(figure.to_plotly_json())]
    assert any("스텝" in text for text in words)
    assert [left for text in words for left in english_in(text)] == []


NOT_READ = ("ticklabeloverflow", "hoversubplots")  # what plotly is told in words


def texts(part: Any) -> Iterator[str]:
    """All texts within a figure."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, Mapping):
        for name, each in part.items():
            if name not in NOT_READ:
                yield from texts(each)
    elif isinstance(part, list | tuple):
        for each in part:
            yield from texts(each)
