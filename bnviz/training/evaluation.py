"""How well a stack does on images."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from bnviz.training.images import DeviceImages
from bnviz.training.inference import infer
from bnviz.training.stack import Stack

NO_ANSWER = 255  # where a class would stand: the logits are no numbers
CHUNK = 500  # images at a time: of sixteen arms these take half the time that they take by the thousand


def score(logits: Tensor, labels: Tensor) -> tuple[Tensor, Tensor]:
    """Mean cross-entropy (nats) and share of images classified correctly, each (arms,).

    logits (arms, classes, n), labels (n,).
    """
    losses, correct = _score_each(logits, labels)
    return losses.mean(-1), correct.mean(-1)


@torch.inference_mode()
def evaluate(
    stack: Stack, data: DeviceImages, images: Tensor, labels: Tensor, on_chunk: Callable[[], None]
) -> tuple[Tensor, Tensor]:
    """`score` over any number of images given as bytes (n, pixels), chunk by chunk, `on_chunk` after each."""
    loss = correct = torch.zeros((), device=images.device)
    for start in range(0, len(images), CHUNK):
        logits = infer(stack, data.inputs(images[start : start + CHUNK])).logits
        chunk_losses, chunk_correct = _score_each(logits, labels[start : start + CHUNK])
        loss, correct = loss + chunk_losses.sum(-1), correct + chunk_correct.sum(-1)
        on_chunk()
    return loss / len(images), correct / len(images)


def _score_each(logits: Tensor, labels: Tensor) -> tuple[Tensor, Tensor]:
    """Each image's loss, and 1 if it is right or 0, (arms, n); an answer of anything but numbers is wrong."""
    expanded = labels.expand(len(logits), -1)
    losses = torch.nn.functional.cross_entropy(logits, expanded, reduction="none")
    return losses, (answers(logits) == expanded).to(losses.dtype)


def answers(logits: Tensor) -> Tensor:
    """The class each image is given, (arms, n) as bytes, of logits (arms, classes, n)."""
    classes = logits.max(1).indices.to(torch.uint8)
    return classes.where(logits.sum(1).isfinite(), NO_ANSWER)
