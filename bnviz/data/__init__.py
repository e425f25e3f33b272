"""MNIST: found on this machine or downloaded, verified, parsed, and dealt out in mini-batches.

`available` never touches the network and always returns digits to train on; `fetch` is the only function
that downloads. Nothing here is heavy to import: what is slow is imported by the function that needs it.
"""

from bnviz.data.batches import BatchOrder, probe_places
from bnviz.data.dataset import DataError, Dataset
from bnviz.data.download import fetch
from bnviz.data.images import InputTransform, input_form
from bnviz.data.local import Available, available, load
from bnviz.data.looks import look_at, looked, looked_test
from bnviz.data.subsets import pick

__all__ = [
    "Available",
    "BatchOrder",
    "DataError",
    "Dataset",
    "InputTransform",
    "available",
    "fetch",
    "input_form",
    "load",
    "look_at",
    "looked",
    "looked_test",
    "pick",
    "probe_places",
]
