"""How well a stack does on images."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from bnviz.training.images import DeviceImages
from bnviz.training.stack import Stack

CHUNK = 2_000  # images at a time: bounds the memory that wide stacks need


def score(logits: Tensor, labels: Tensor) -> tuple[Tensor, Tensor]:
    """Mean cross-entropy (nats) and share of images classified correctly, each (arms,).

    logits (arms, classes, n), labels (n,). A network that answers with anything but numbers is wrong.
    """
    expanded = labels.expand(len(logits), -1)
    loss = torch.nn.functional.cross_entropy(logits, expanded, reduction="none")
    correct = (logits.argmax(1) == expanded) & logits.isfinite().all(1)
    return loss.mean(-1), correct.to(loss.dtype).mean(-1)


@torch.inference_mode()
def evaluate(
    stack: Stack, data: DeviceImages, images: Tensor, labels: Tensor, on_chunk: Callable[[], None]
) -> tuple[Tensor, Tensor]:
    """`score` over any number of images given as bytes (n, pixels), chunk by chunk, `on_chunk` after each."""
    loss = accuracy = torch.zeros((), device=images.device)
    for start in range(0, len(images), CHUNK):
        chunk, truth = images[start : start + CHUNK], labels[start : start + CHUNK]
        share = len(chunk) / len(images)
        chunk_loss, chunk_accuracy = score(stack.infer(data.inputs(chunk)).logits, truth)
        loss, accuracy = loss + share * chunk_loss, accuracy + share * chunk_accuracy
        on_chunk()
    return loss, accuracy
