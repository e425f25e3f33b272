"""`verify`: claims are trained, measured and judged, and what was found is recorded if asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import bnviz.cli.trainings
import bnviz.cli.verify
from bnviz.cli.messages import Failure
from bnviz.cli.trainings import Trainings
from bnviz.data import load
from bnviz.experiment import Experiment
from bnviz.lessons.claims import registry
from bnviz.lessons.claims.claim import Claim, Evidence, Values
from bnviz.lessons.claims.record import as_document, recorded, write
from bnviz.lessons.claims.registry import by_name
from bnviz.runs.store import Store
from bnviz.training import ENGINE_VERSION

from .conftest import Command


def tiny(seed: int) -> tuple[Experiment, ...]:
    return (Experiment(steps=5, depth=1, width=4, batch_size=8, seed=seed),)


def _scores(evidence: Evidence) -> Values:
    bn, plain = evidence.outcomes[0].final()
    return {"seed": evidence.seed, "bn": bn, "plain": plain, "digits": len(evidence.digits.test_labels)}


TRAINED = Claim(
    name="one/trained",
    place="one/section",
    says="Both arms have a score.",
    source="nobody",
    experiments=tiny,
    measure=_scores,
    holds=lambda found: 0 <= found["bn"] <= 1 and 0 <= found["plain"] <= 1,
    shows="seed {seed:.0f}, {digits} digits: {bn:.1%} and {plain:.1%}",
    seeds=(1, 2),
)
COUNTED = Claim(
    name="one/counted",
    place="one/section",
    says="The seed is 1.",
    source="nobody",
    measure=lambda evidence: {"seed": evidence.seed},
    holds=lambda found: found["seed"] == 1,
    shows="seed {seed}",
    seeds=(1,),
    brief=True,
)
DENIED = replace(COUNTED, name="two/denied", says="The seed is 1, others say.", seeds=(2,), expected=False)


@pytest.fixture(autouse=True)
def claims(monkeypatch: pytest.MonkeyPatch) -> None:
    made_up = by_name([TRAINED, COUNTED, DENIED])
    monkeypatch.setattr(registry, "CLAIMS", made_up)
    monkeypatch.setattr(bnviz.cli.verify, "CLAIMS", made_up)
    monkeypatch.setattr(bnviz.cli.verify, "prepare_process", lambda threads: None)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where verdicts are recorded, beside the document of the same name."""
    name, document = tmp_path / "recorded.json", tmp_path / "recorded.md"
    monkeypatch.setattr(bnviz.cli.verify, "recorded", lambda: recorded(name))
    monkeypatch.setattr(bnviz.cli.verify, "write", lambda found: write(found, name, document))
    return name


@pytest.fixture
def trainings(store: Store) -> Iterator[Trainings]:
    return Trainings(store, load("mnist-sample"))


def test_each_claim_is_judged_for_each_of_its_seeds(command: Command, store: Store) -> None:
    done = command("verify")
    lines = done.out.splitlines()
    assert done.status == 0
    assert [line for line in lines if not line.startswith(" ")] == [
        "one/trained: holds (2 of 2 seeds)",
        "one/counted: holds (1 of 1 seeds)",
        "two/denied: does not hold here (0 of 1 seeds)",
    ]
    assert lines[1].strip() == TRAINED.says
    for seed, line in ((1, lines[2]), (2, lines[3])):
        (run,) = [run for run in store.recent() if run.experiment.seed == seed]
        assert run.result is not None
        bn, plain = (arm["test_accuracy"] for arm in run.result["arms"])
        assert line.strip() == f"seed {seed}: seed {seed}, 1000 digits: {bn:.1%} and {plain:.1%}".replace(
            "%", " %"
        )
    assert done.err.splitlines()[-1] == "2 of 3 claims hold; all as expected."


def test_what_is_trained_already_is_not_trained_again(command: Command, store: Store) -> None:
    first, second = command("verify", "one/trained"), command("verify", "one/trained")
    assert second.out == first.out
    assert [run.attempt for run in store.recent()] == [1, 1]


def test_names_may_be_beginnings_and_brief_leaves_out_the_rest(command: Command, store: Store) -> None:
    assert "one/" not in command("verify", "two").out
    brief = command("verify", "--brief")
    assert "one/trained" not in brief.out
    assert "one/counted" in brief.out
    assert store.recent() == []


def test_a_wrong_name_is_answered_with_what_there_is(command: Command) -> None:
    refused = command("verify", "one", "three/claims")
    assert refused.status == 2
    assert refused.err == 'claim: "three/claims" is not allowed; choose one of one, two.\n'
    assert "one/trained, one/counted" in command("verify", "one/other").err


def test_a_claim_that_comes_out_otherwise_is_an_error_in_either_direction(command: Command) -> None:
    failed = command("verify", "one/counted", "--seeds", "2")
    assert failed.status == 1
    assert "one/counted: FAILS, against what is expected (0 of 1 seeds)" in failed.out
    held = command("verify", "two", "--seeds", "1")
    assert held.status == 1
    assert "two/denied: HOLDS, against what is expected (1 of 1 seeds)" in held.out
    assert held.err.splitlines()[-1] == "1 of 1 claims hold; against what is expected: two/denied."


@pytest.mark.parametrize("seed", ["-1", "x", "4294967296"])
def test_a_seed_that_cannot_be_is_answered(command: Command, seed: str) -> None:
    refused = command("verify", "--seeds", seed)
    assert refused.status == 2
    assert "seeds" in refused.err


def test_the_sample_is_not_recorded_unless_it_is_asked_for(command: Command, file: Path) -> None:
    refused = command("verify", "--record")
    assert refused.status == 2
    assert "full MNIST" in refused.err.splitlines()[-1]
    assert refused.out == ""
    assert not file.exists()
    assert command("verify", "two", "--record", "--even-sample").status == 0
    assert [found.data for found in recorded(file)] == ["mnist-sample"]


def test_other_seeds_than_the_claims_are_not_recorded(command: Command, file: Path) -> None:
    assert command("verify", "--record", "--seeds", "1").status == 2
    assert not file.exists()


def test_what_is_recorded_is_kept_for_claims_not_asked_for(command: Command, file: Path) -> None:
    command("verify", "two", "--record", "--even-sample")
    command("verify", "one/counted", "--record", "--even-sample")
    found = recorded(file)
    assert [each.name for each in found] == ["one/counted", "two/denied"]  # in the claims' order
    assert [each.holds for each in found] == [True, False]
    assert {each.engine for each in found} == {ENGINE_VERSION}
    assert file.with_suffix(".md").read_text("utf-8") == as_document(found)


def test_what_another_process_trains_is_left_to_it_while_there_is_more_to_do(
    trainings: Trainings, store: Store
) -> None:
    (held,), (free,) = tiny(1), tiny(2)
    data = trainings.dataset
    run = store.submit(held, data.name, data.fingerprint, ENGINE_VERSION, "cpu")
    assert store.claim("another process", run.id) is not None
    trainings.train_one([held, free])
    assert trainings.done(free) is not None
    assert trainings.done(held) is None
    now = store.get(run.id)
    assert now is not None
    assert (now.state, now.worker) == ("running", "another process")


def test_nothing_is_queued_before_its_turn(trainings: Trainings, store: Store) -> None:
    trainings.train_one([*tiny(1), *tiny(2)])
    assert [run.experiment.seed for run in store.recent()] == [1]


def test_a_training_that_ends_otherwise_ends_the_command(
    trainings: Trainings, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Stopped(bnviz.cli.trainings.Attendance):
        def see_through(self) -> None:
            self.signal = 2
            store.steering(None).request_stop(self.run.id)
            found = store.get(self.run.id)
            assert found is not None
            self.run = found

    monkeypatch.setattr(bnviz.cli.trainings, "Attendance", Stopped)
    with pytest.raises(Failure, match="is stopped at step 0 of 5") as ended:
        trainings.train_one(tiny(1))
    assert ended.value.status == 130
