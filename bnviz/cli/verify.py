"""`verify`: check the claims of the pages and presets by training what they are about."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import chain

from threadpoolctl import threadpool_limits

from bnviz.cli.data import best_dataset
from bnviz.cli.messages import Failure, Refusal, ending, refusal, say
from bnviz.cli.trainings import Trainings
from bnviz.data import Dataset
from bnviz.experiment import Experiment
from bnviz.lessons.claims.claim import Claim, Evidence
from bnviz.lessons.claims.record import merged, recorded, write
from bnviz.lessons.claims.registry import CLAIMS, chosen, known
from bnviz.lessons.claims.verdict import Verdict, verdict
from bnviz.runs.database import StoreError
from bnviz.runs.store import Store
from bnviz.training import ENGINE_VERSION
from bnviz.training.devices import prepare_process

Plan = dict[int, tuple[Experiment, ...]]
"""What a claim needs trained, by seed."""


def main(options: argparse.Namespace) -> int:
    """Check what `verify` was asked to check; gives the exit status."""
    claims = _chosen(options.names, options.brief)
    with ending(Refusal, StoreError):
        store = Store()
    with closing(store), ending(Failure, StoreError):
        prepare_process(options.threads)
        threadpool_limits(options.threads)  # numpy's: on small networks more threads only fight each other
        digits = best_dataset()
        if options.record and not options.even_sample:
            _require_mnist(digits)
        found = list(_printed(_verdicts(claims, options.seeds, Trainings(store, digits))))
    if options.record:
        _record(found)
    say(_summary(found))
    return 0 if all(each.as_expected for each in found) else Failure.status


def _chosen(names: Sequence[str], brief: bool) -> list[Claim]:
    try:
        return chosen(names, brief)
    except LookupError as error:
        text = str(error.args[0])
        raise refusal("claim", text, f"one of {', '.join(known(text))}") from error


def _require_mnist(digits: Dataset) -> None:
    if digits.name != "mnist":
        raise refusal("record", digits.name, "full MNIST, or --even-sample to record this all the same")


def _verdicts(claims: Sequence[Claim], seeds: Sequence[int], trainings: Trainings) -> Iterator[Verdict]:
    """Each claim's verdict, as soon as its trainings are done; they are trained in the claims' order.

    Where another process trains what a claim waits for, this one goes on with a later claim's.
    """
    plans: list[Plan] = [{seed: claim.experiments(seed) for seed in seeds or claim.seeds} for claim in claims]
    for place, claim in enumerate(claims):
        while any(trainings.done(each) is None for each in _all(plans[place : place + 1])):
            trainings.train_one(_all(plans[place:]))
        yield verdict(claim, _evidence(plans[place], trainings), ENGINE_VERSION)


def _all(plans: Sequence[Plan]) -> Iterator[Experiment]:
    return chain.from_iterable(experiments for plan in plans for experiments in plan.values())


def _evidence(plan: Plan, trainings: Trainings) -> Iterator[Evidence]:
    for seed, experiments in plan.items():
        outcomes = filter(None, map(trainings.done, experiments))
        yield Evidence(seed, tuple(outcomes), trainings.dataset)


def _printed(verdicts: Iterator[Verdict]) -> Iterator[Verdict]:
    for each in verdicts:
        print(_as_text(each), flush=True)
        yield each


def _as_text(found: Verdict) -> str:
    """The verdict on a claim, the claim, and what was measured."""
    words = found.words if found.as_expected else f"{found.words.upper()}, against what is expected"
    lines = [f"{found.name}: {words} ({found.held} of {len(found.seeds)} seeds)", f"    {found.says}"]
    return "\n".join([*lines, *(f"    seed {each.seed}: {each.measured}" for each in found.seeds)])


def _record(found: Sequence[Verdict]) -> None:
    try:
        write(merged(recorded(), found, list(CLAIMS)))
    except OSError as error:
        raise Failure(f"The verdicts cannot be recorded ({error.strerror or error}).") from error


def _summary(found: Sequence[Verdict]) -> str:
    against = [each.name for each in found if not each.as_expected]
    holding = sum(each.holds for each in found)
    end = f"against what is expected: {', '.join(against)}" if against else "all as expected"
    return f"{holding} of {len(found)} claims hold; {end}."
