"""The training loop: an experiment, a data set and a device in; losses and Snapshots out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import ClassVar, NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from bnviz.data import BatchOrder, Dataset
from bnviz.experiment import Experiment
from bnviz.training import State
from bnviz.training.batch_history import BatchHistory, BatchStatistics
from bnviz.training.evaluation import evaluate
from bnviz.training.images import DeviceImages
from bnviz.training.kept_layers import KeptLayer, kept_layers
from bnviz.training.memory import Parts, recall, remembered
from bnviz.training.probes import Probe, Snapshot
from bnviz.training.replay import WORTH, plain, replayed
from bnviz.training.schedule import score_steps, snapshot_steps
from bnviz.training.score_probe import ScoreProbe
from bnviz.training.stack import Stack

Array = npt.NDArray[np.float32]


class Scores(NamedTuple):
    """How the arms did in the end, each (arms,): losses (nats) and accuracies (0 to 1) on all images."""

    train_loss: Array
    train_accuracy: Array
    test_loss: Array
    test_accuracy: Array


class Training:
    """One training of an experiment's arms in lockstep.

    Drive it with `for snapshot in training.steps()`, once; `losses` and `scores` tell how it went.
    Arms are in the experiment's order in everything it returns.

    Between two steps it may be put down: another Training of the same plan that is given its `state` goes on
    as this one would have, to the last bit.
    """

    remembers: ClassVar[tuple[str, ...]] = ("step", "asked")

    def __init__(
        self,
        experiment: Experiment,
        dataset: Dataset,
        device: str = "cpu",
        dtype: torch.dtype = torch.float32,
    ):
        """Place the data and the first weights on `device`.

        Raises:
            DataError: a mini-batch would need more images than are used.
        """
        self.experiment = experiment
        dataset = _used(dataset, experiment)
        self.stack = Stack(experiment, device, dtype)
        order = BatchOrder(len(dataset.train_labels), experiment.batch_size, experiment.seed)
        self.images = DeviceImages(dataset, experiment.input, order, device, dtype)
        self._history = BatchHistory(self.stack) if experiment.checkpoints else None
        self.probe: Probe | ScoreProbe
        if self._scores_only:
            self.probe = ScoreProbe(self.stack, *self.images.probe_set())
        else:
            self.probe = Probe(self.stack, *self.images.probe_set(), self.images.newest)
        self.step = 0  # steps made
        self.asked = np.zeros(experiment.steps + 1, bool)
        self._losses = self.stack.parameters.new_full((experiment.steps, len(experiment.arms)), torch.nan)
        self._made = torch.zeros(1, dtype=torch.int64, device=device)  # steps, for a captured one to count
        pays = experiment.steps >= WORTH
        self._advance = replayed(self._step, self.stack.parameters.device) if pays else plain(self._step)

    def steps(self) -> Iterator[Snapshot | None]:
        """Train; yields once before the first step and once after each: a Snapshot where one is due.

        What was put down on the way has had the one that it begins with.
        """
        due = score_steps if self._scores_only else snapshot_steps
        scheduled = frozenset(due(self.experiment.steps))
        rates = {change.step: change.learning_rate for change in self.experiment.changes}
        yield None if self.step else self.probe.first_snapshot()
        for step in range(self.step + 1, self.experiment.steps + 1):
            if step - 1 in rates:
                self.change_rate(rates[step - 1])
            if step in scheduled or self.asked[step]:
                self.probe.prepare()
                self.train_step(step)
                yield self.probe.snapshot(step, scheduled=step in scheduled)
            else:
                self.train_step(step)
                yield None

    def look_at(self, step: int) -> None:
        """Take a Snapshot of a step to come, scheduled or not."""
        self.asked[step] = True

    def state(self) -> State:
        """All that the steps to come depend on, but for the plan and the data: for `resume`.

        Losses, statistics and Snapshots of the steps made are not part of it.
        """
        return remembered(self._parts())

    def resume(self, state: State) -> None:
        """Take up what another Training of the same plan put down, before any step of its own.

        Raises:
            ValueError: if the state is of another plan; nothing has changed then.
        """
        recall(self._parts(), state)
        self._made.fill_(self.step)
        for change in self.experiment.changes:
            if change.step < self.step:
                self.change_rate(change.learning_rate)

    def _parts(self) -> Parts:
        return {"training": self, **self.stack.parts(), **self.probe.parts()}

    def change_rate(self, learning_rate: float) -> None:
        """Go on with another learning rate from the next step on, in all arms."""
        self.stack.change_rate(learning_rate)

    @torch.inference_mode()
    def train_step(self, step: int) -> None:
        """Train every arm on mini-batch number `step`, from 1."""
        self.images.prepare(step)
        if step != self.step + 1:
            self._made.fill_(step - 1)
        self.stack.draw()
        next(self._advance)
        if self._history is not None:
            self._history.keep(step)
        self.step = step

    def _step(self) -> Tensor:
        losses = self.stack.train_step(*self.images.batch(self._made))
        self._losses.index_copy_(0, self._made, losses.unsqueeze(0))
        return self._made.add_(1)

    def losses(self, after: int, last: int) -> Array:
        """Mini-batch losses (nats) of the steps after `after` up to `last`, (steps, arms)."""
        return self.stack.in_experiment_order(self._losses[after:last].T).T

    def statistics(self, after: int, last: int) -> BatchStatistics | None:
        """Mini-batch statistics of the steps after `after` up to `last`; None if the plan has no checkpoints.

        Those up to `after` are let go: ask for the steps in order.
        """
        return None if self._history is None else self._history.read(after, last)

    def parameters(self) -> list[KeptLayer]:
        """A copy of all parameters and running statistics as they are now: every layer of every arm."""
        return kept_layers(self.stack)

    def scores(self, on_chunk: Callable[[], None] = lambda: None) -> Scores:
        """Score every arm as it is now on all training and test images, `on_chunk` called now and then.

        Where only scores are asked for, on no more training images than there are test images: of a short
        training, all of them would take a third of the time.
        """
        (images, labels), most = self.images.train, len(self.images.test[1]) if self._scores_only else None
        train = evaluate(self.stack, self.images, images[:most], labels[:most], on_chunk)
        test = evaluate(self.stack, self.images, *self.images.test, on_chunk)
        return Scores(*map(self.stack.in_experiment_order, (*train, *test)))

    @property
    def _scores_only(self) -> bool:
        return self.experiment.detail == "scores"


def _used(dataset: Dataset, experiment: Experiment) -> Dataset:
    """The data with the training images that the plan uses; the test images stay."""
    first = slice(experiment.training_images or None)
    images, labels = dataset.train_images[first], dataset.train_labels[first]
    return replace(dataset, train_images=images, train_labels=labels)
