"""What the engine is compared with: the same networks and the same steps, written with torch.nn as usual.

Both loops are endless generators that train one step whenever they are asked for the next losses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn
from torch.nn.functional import cross_entropy
from torch.utils.data import DataLoader
from torch.utils.data import Dataset as TorchDataset

from bnviz.data import Dataset
from bnviz.data.dataset import CLASSES, PIXELS
from bnviz.experiment import Arm, Experiment

SIDE = 28
NONLINEARITIES: Mapping[str, Callable[[], nn.Module]] = {"sigmoid": nn.Sigmoid, "relu": nn.ReLU}


def network(experiment: Experiment, arm: Arm) -> nn.Sequential:
    """An arm as torch.nn would have it, of sigmoids or ReLU, with Gaussian first weights of its own."""
    if arm.normalization not in ("none", "batch"):
        raise ValueError(
            f'normalization: "{arm.normalization}" is not compared here; only none and batch are.'
        )
    layers: list[nn.Module] = []
    for inputs in [PIXELS, *[experiment.width] * (experiment.depth - 1)]:
        normalised = arm.normalization == "batch"
        layers.append(nn.Linear(inputs, experiment.width, bias=not normalised))
        layers += [nn.BatchNorm1d(experiment.width)] if normalised else []
        layers.append(NONLINEARITIES[experiment.activation]())
    made = nn.Sequential(*layers, nn.Linear(experiment.width, CLASSES))
    for layer in made:
        if isinstance(layer, nn.Linear):
            nn.init.normal_(layer.weight, 0, experiment.init_std)
    return made


def lean_tensor(image: Tensor) -> Tensor:
    """A digit (28, 28) as bytes to float32 (1, 28, 28) in [0, 1]: what torchvision's ToTensor must do."""
    return image.unsqueeze(0).to(torch.float32).div(255)


def torchvision_tensor(image: Tensor) -> Tensor:
    """The same by way of a picture, as torchvision's MNIST and ToTensor do it."""
    picture = Image.fromarray(image.numpy())
    return lean_tensor(torch.from_numpy(np.array(picture)))


class Digits(TorchDataset[tuple[Tensor, int]]):
    """Images that are converted one at a time, whenever they are asked for."""

    def __init__(self, dataset: Dataset, convert: Callable[[Tensor], Tensor]):
        """Serve the training images of `dataset`."""
        self.images = torch.tensor(dataset.train_images).view(-1, SIDE, SIDE)
        self.labels, self.convert = torch.tensor(dataset.train_labels), convert

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, index: int) -> tuple[Tensor, int]:
        return self.convert(self.images[index]), int(self.labels[index])


def data_loader_loop(
    experiment: Experiment, dataset: Dataset, convert: Callable[[Tensor], Tensor]
) -> Iterator[list[Tensor]]:
    """The loop of the preset "The PyTorch example": a DataLoader, and on each batch the networks in turn."""
    digits = Digits(dataset, convert)
    loader = DataLoader(digits, batch_size=experiment.batch_size, shuffle=True, drop_last=True)
    nets = [network(experiment, arm) for arm in experiment.arms]
    optimizers = [
        torch.optim.SGD(net.parameters(), lr=arm.learning_rate)
        for net, arm in zip(nets, experiment.arms, strict=True)
    ]
    while True:
        for images, labels in loader:
            flat = images.view(-1, PIXELS)
            yield [_descend(*each, flat, labels) for each in zip(nets, optimizers, strict=True)]


def _descend(net: nn.Module, optimizer: torch.optim.Optimizer, images: Tensor, labels: Tensor) -> Tensor:
    optimizer.zero_grad()
    loss = cross_entropy(net(images), labels)
    loss.backward()  # type: ignore[no-untyped-call]
    optimizer.step()
    return loss.detach()


def in_memory(dataset: Dataset) -> tuple[Tensor, Tensor]:
    """All training images as float32 (n, pixels), and their labels (n,)."""
    return torch.tensor(dataset.train_images, dtype=torch.float32).div_(255), torch.tensor(
        dataset.train_labels
    )


def tuned_loop(
    experiment: Experiment, arms: Sequence[Arm], images: Tensor, labels: Tensor, *, fused: bool
) -> Iterator[list[Tensor]]:
    """The fastest loop that plain, uncompiled PyTorch allows; it trains the networks of `arms` together.

    A mini-batch is one indexing of images in memory; one backward pass serves all networks, and one
    optimizer, with its fused kernel or else with those for many tensors at once ("foreach").
    """
    nets = [network(experiment, arm) for arm in arms]
    groups = [
        {"params": list(net.parameters()), "lr": arm.learning_rate}
        for net, arm in zip(nets, arms, strict=True)
    ]
    optimizer = torch.optim.SGD(groups, fused=fused, foreach=not fused)
    while True:
        for chosen in _batches(len(labels), experiment.batch_size):
            batch, truth = images[chosen], labels[chosen]
            optimizer.zero_grad(set_to_none=True)
            losses = [cross_entropy(net(batch), truth) for net in nets]
            sum(losses[1:], losses[0]).backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            yield [loss.detach() for loss in losses]


def _batches(count: int, size: int) -> Iterator[Tensor]:
    """The places of the images of an epoch's mini-batches; those left over at its end are dropped."""
    order = torch.randperm(count)
    return (order[start : start + size] for start in range(0, count - size + 1, size))
