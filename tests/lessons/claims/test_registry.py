"""All claims are found by their names, and point to places and networks that there are."""

from __future__ import annotations

from pathlib import Path

import pytest

from bnviz.experiment import Experiment
from bnviz.lessons.claims.claim import Claim
from bnviz.lessons.claims.registry import CLAIMS, by_name, chosen, known
from bnviz.lessons.presets import PRESETS

from .claims import LARGE

TEXTS = Path(__file__).parents[3] / "bnviz" / "lessons" / "text" / "en"
PLACES = {f"{file.parent.name}/{file.stem}" for file in TEXTS.glob("*/*.md")} | {"lab"}
every_claim = pytest.mark.parametrize("claim", CLAIMS.values(), ids=CLAIMS.keys())


def test_two_claims_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="page/large"):
        by_name([LARGE, LARGE])


def test_names_are_chosen_by_how_they_begin() -> None:
    assert {claim.name.partition("/")[0] for claim in chosen(["lab", "by_hand"])} == {"lab", "by_hand"}
    assert [claim.name for claim in chosen(["test_time/folding"])] == ["test_time/folding"]
    assert chosen([]) == list(CLAIMS.values())
    assert {claim.brief for claim in chosen([], brief=True)} == {True}


def test_a_wrong_name_is_found_out_and_what_there_is_is_known() -> None:
    with pytest.raises(LookupError, match="nothing"):
        chosen(["lab", "nothing"])
    assert {"lab", "by_hand", "test_time", "covariate_shift"} <= set(known("nothing"))
    assert known("lab/nothing") == [f"lab/{name}" for name in PRESETS]


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_has_a_claim_about_itself(name: str) -> None:
    setup = PRESETS[name].setup
    (experiment,) = CLAIMS[f"lab/{name}"].experiments(setup.seed)
    assert experiment == setup.experiment()


@every_claim
def test_a_claim_is_made_somewhere(claim: Claim) -> None:
    assert claim.place in PLACES
    assert claim.name.partition("/")[0] == claim.place.partition("/")[0]
    assert claim.says.endswith((".", ".)"))
    assert claim.source
    assert claim.seeds


@every_claim
def test_a_seed_changes_the_experiments_and_nothing_else(claim: Claim) -> None:
    first, second = claim.experiments(1), claim.experiments(2)
    assert [seedless(each) for each in first] == [seedless(each) for each in second]
    assert {each.seed for each in first}.isdisjoint(each.seed for each in second)


def seedless(experiment: Experiment) -> Experiment:
    return experiment.model_copy(update={"seed": 0})
