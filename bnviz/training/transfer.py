"""Many small columns on their way to the CPU, in one piece: a GPU would be waited for at each of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor

Columns = Mapping[str, Tensor]  # column name to values (arms, …), arms in the stack's order


def to_cpu(tables: Sequence[Columns]) -> list[dict[str, Tensor]]:
    """The same columns on the CPU, real numbers as float32, which must hold all others too."""
    columns = [values for table in tables for values in table.values()]
    together = torch.cat([values.flatten().float() for values in columns]).cpu()
    pieces = iter(torch.split(together, [values.numel() for values in columns]))
    return [{name: _like(values, next(pieces)) for name, values in table.items()} for table in tables]


def _like(values: Tensor, piece: Tensor) -> Tensor:
    shaped = piece.view(values.shape)
    return shaped if values.is_floating_point() else shaped.to(values.dtype)
