"""What a network that was left in training mode does to its running statistics when it only answers."""

from __future__ import annotations

from collections.abc import Sequence

from bnviz.maths import Array
from bnviz.maths.batch_norm import MOMENTUM, Statistics, update_running
from bnviz.maths.network import Network


def after_passes(
    network: Network, running: Sequence[Statistics], inputs: Array, passes: int
) -> list[Statistics]:
    """The running statistics after forward passes of the same images in training mode.

    That no gradient is taken (`torch.no_grad()`) makes no difference to them. In evaluation mode they would
    stay as they are.

    Args:
        network: its parameters stay as they are.
        running: the running statistics of each hidden layer before.
        inputs: the images of each pass, (m, inputs) with m of at least 2.
        passes: how many.

    Raises:
        ValueError: if there is one image only, as PyTorch says it.
    """
    size = len(inputs)
    if size < 2:
        units = len(running[0].mean)
        raise ValueError(
            "Expected more than 1 value per channel when training, "
            f"got input size torch.Size([{size}, {units}])"
        )
    now, batch = list(running), network.batch_statistics(inputs)
    for _ in range(passes):
        now = [
            update_running(layer, *of_batch, size, MOMENTUM)
            for layer, of_batch in zip(now, batch, strict=True)
        ]
    return now
