import numpy as np
import pytest
import torch

from bnviz.data import BatchOrder, Dataset, input_form
from bnviz.data.images import FORMS
from bnviz.experiment import InputForm
from bnviz.training.images import DeviceImages

LOOKED_AT = 512


def raw(dataset: Dataset) -> DeviceImages:
    return DeviceImages(dataset, "raw", order(dataset), "cpu", torch.float64)


def order(dataset: Dataset) -> BatchOrder:
    return BatchOrder(len(dataset.train_labels), 7, seed=3)


def as_bytes(inputs: torch.Tensor) -> np.ndarray:
    """The images that raw inputs were made of."""
    return (inputs.numpy() * 255).round().astype(np.uint8)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("form", FORMS)
def test_a_batch_is_the_images_of_its_step_in_the_form_asked_for(
    form: InputForm, dtype: torch.dtype, dataset: Dataset
) -> None:
    images = DeviceImages(dataset, form, order(dataset), "cpu", dtype)
    an_epoch = order(dataset).steps_per_epoch
    for step in (1, 2, an_epoch, an_epoch + 1, 2, 3 * an_epoch):
        images.prepare(step)
        inputs, labels = images.batch(torch.tensor([step - 1]))
        indices = order(dataset).indices(step)
        expected = input_form(form, dataset).apply(dataset.train_images[indices])
        assert inputs.dtype == dtype
        np.testing.assert_allclose(inputs, expected, rtol=1e-6, atol=1e-6)
        np.testing.assert_array_equal(labels, dataset.train_labels[indices])


def test_the_images_looked_at_during_training_are_test_images_with_their_labels(dataset: Dataset) -> None:
    inputs, labels = raw(dataset).probe_set()
    truth = {
        image.tobytes(): label for image, label in zip(dataset.test_images, dataset.test_labels, strict=True)
    }
    seen = [image.tobytes() for image in as_bytes(inputs)]
    assert len(set(seen)) == LOOKED_AT
    np.testing.assert_array_equal(labels, [truth[image] for image in seen])


def test_they_are_the_same_for_every_run_and_not_simply_the_first(dataset: Dataset) -> None:
    one, other = (raw(dataset).probe_set()[0] for _ in range(2))
    assert torch.equal(one, other)
    assert not np.array_equal(as_bytes(one), dataset.test_images[:LOOKED_AT])


def test_all_test_images_are_looked_at_where_there_are_few(dataset: Dataset) -> None:
    few = Dataset(
        dataset.name,
        dataset.train_images,
        dataset.train_labels,
        dataset.test_images[:20],
        dataset.test_labels[:20],
    )
    inputs, _ = raw(few).probe_set()
    assert {image.tobytes() for image in as_bytes(inputs)} == {image.tobytes() for image in few.test_images}
