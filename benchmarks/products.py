"""The matrix products of a training step and nothing else: what no engine for these networks can avoid."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import torch
from torch import Tensor

from benchmarks.mini_batches import mini_batches
from benchmarks.rounds import Slice, clock
from bnviz.data import Dataset
from bnviz.experiment import Experiment
from bnviz.training.parameters import layer_shapes


class Products:
    """All products of one step, in the engine's shapes and memory layout, written to buffers made before."""

    def __init__(self, experiment: Experiment):
        """Draw operands for every layer of all arms."""
        arms, m = len(experiment.arms), experiment.batch_size
        (units, inputs), *upper = [(layer.units, layer.inputs) for layer in layer_shapes(experiment)]
        self.first = torch.randn(arms * units, inputs), torch.randn(arms * units, m)
        self.first_results = torch.empty(arms * units, m), torch.empty(arms * units, inputs)
        self.upper = [_operands(arms, m, *shape) for shape in upper]

    def forward(self, images: Tensor) -> None:
        """W x of every layer, the images (m, pixels) the first one's x."""
        torch.mm(self.first[0], images.T, out=self.first_results[0])
        for weight, x, _, product, _, _ in self.upper:
            torch.bmm(weight, x, out=product)

    def backward(self, images: Tensor) -> None:
        """dl/dW of every layer, and dl/dx of all but the first."""
        for weight, x, grad, _, grad_weight, grad_x in reversed(self.upper):
            torch.bmm(weight.transpose(1, 2), grad, out=grad_x)
            torch.bmm(grad, x.transpose(1, 2), out=grad_weight)
        torch.mm(self.first[1], images, out=self.first_results[1])


def _operands(arms: int, m: int, units: int, inputs: int) -> tuple[Tensor, ...]:
    """W, x and dl/dz of a layer, and the places of W x, dl/dW and dl/dx."""
    weight, x, grad = (torch.randn(arms, *shape) for shape in ((units, inputs), (inputs, m), (units, m)))
    return weight, x, grad, torch.empty_like(grad), torch.empty_like(weight), torch.empty_like(x)


def products(experiment: Experiment, dataset: Dataset, steps: int) -> Slice:
    """Slices of `steps` steps. Each has a fresh mini-batch, as in training; gathering it is not counted."""
    alone, batches = Products(experiment), _batches(experiment, dataset)

    @torch.inference_mode()
    def run() -> float:
        seconds = 0.0
        for batch in islice(batches, steps):
            started = clock()
            alone.forward(batch)
            alone.backward(batch)
            seconds += clock() - started
        return seconds / steps

    return run


def _batches(experiment: Experiment, dataset: Dataset) -> Iterator[Tensor]:
    """The images of one mini-batch after the other, (m, pixels), gathered when they are asked for."""
    images = torch.tensor(dataset.train_images)
    for chosen in mini_batches(experiment, len(images)):
        yield images.index_select(0, torch.from_numpy(chosen)).to(torch.float32)
