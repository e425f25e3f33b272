"""A data set on a device: mini-batches gathered where they are used, and the images all probes share."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from bnviz.data import BatchOrder, Dataset, input_form, probe_places
from bnviz.experiment import InputForm


class DeviceImages:
    """Training and test images as bytes on a device, turned into a network's inputs a batch at a time.

    Bytes take a quarter of the memory of float32, and turning a mini-batch into inputs costs no more than
    gathering it from four times the memory would.
    """

    def __init__(self, dataset: Dataset, form: InputForm, order: BatchOrder, device: str, dtype: torch.dtype):
        """Copy `dataset` to `device`; inputs will have `form` and `dtype`, mini-batches come in `order`."""
        self.transform, self.dtype, self.device = input_form(form, dataset), dtype, device
        self.train = self._place_images(dataset.train_images), self._place(dataset.train_labels)
        self.test = self._place_images(dataset.test_images), self._place(dataset.test_labels)
        self.order, self._epoch = order, 0
        self._epoch_places = self._place(order.epoch(0))
        self._turn = self._epoch_places.new_empty(1)
        self._places = torch.empty_like(self._epoch_places[:1])
        batch_size = self._places.shape[1]
        self._images = self.train[0].new_empty(batch_size, self.train[0].shape[1])
        self.newest = self._images.to(dtype), self.train[1].new_empty(batch_size)

    def _place_images(self, images: npt.NDArray[np.uint8]) -> Tensor:
        """Pixels as bytes; a threshold is applied here, once, and not to every mini-batch."""
        threshold = self.transform.threshold
        return self._place(images if threshold is None else (images >= threshold).astype(np.uint8))

    def _place(self, array: npt.NDArray[np.generic]) -> Tensor:
        # A view would do, but torch warns of every read-only array it is given.
        return torch.tensor(array, device=self.device)

    def prepare(self, step: int) -> None:
        """Have the order of the epoch of step `step`, from 1, on the device."""
        epoch = (step - 1) // self.order.steps_per_epoch
        if epoch != self._epoch:
            self._epoch_places.copy_(torch.from_numpy(self.order.epoch(epoch)))
            self._epoch = epoch

    def batch(self, made: Tensor) -> tuple[Tensor, Tensor]:
        """Inputs (m, pixels) and labels (m,) of the mini-batch that comes when so many steps are made, (1,).

        The next mini-batch overwrites them: memory that is used again is still in the cache.
        """
        images, labels = self.train
        inputs, truth = self.newest
        torch.remainder(made, self.order.steps_per_epoch, out=self._turn)
        places = torch.index_select(self._epoch_places, 0, self._turn, out=self._places)[0]
        torch.index_select(images, 0, places, out=self._images)
        torch.index_select(labels, 0, places, out=truth)
        self._scale(inputs.copy_(self._images))
        return self.newest

    def probe_set(self) -> tuple[Tensor, Tensor]:
        """Inputs and labels of the test images that are looked at during training."""
        places = torch.from_numpy(probe_places(len(self.test[0]))).to(self.device)
        images, labels = (values.index_select(0, places) for values in self.test)
        return self.inputs(images), labels

    def inputs(self, images: Tensor) -> Tensor:
        """Network inputs of images as they are placed here (see `bnviz.data.InputTransform`)."""
        return self._scale(images.to(self.dtype))

    def _scale(self, values: Tensor) -> Tensor:
        if self.transform.scale != 1:
            values.mul_(self.transform.scale)
        return values.add_(self.transform.offset) if self.transform.offset else values
