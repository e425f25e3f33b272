import numpy as np
import pytest
import torch
from scipy import special

from bnviz.data import Dataset
from bnviz.data.dataset import CLASSES, PIXELS
from bnviz.training import evaluation
from bnviz.training.evaluation import evaluate, score
from bnviz.training.inference import infer
from bnviz.training.loop import Training

from .examples import small
from .recording import PLACES, Recording

ARMS, IMAGES = 3, 50


@pytest.fixture
def answers() -> tuple[torch.Tensor, torch.Tensor]:
    """Random logits (arms, classes, n) and labels (n,)."""
    generator = np.random.default_rng(5)
    labels = generator.integers(0, CLASSES, IMAGES)
    return torch.tensor(generator.normal(0, 3, (ARMS, CLASSES, IMAGES))), torch.tensor(labels)


def test_a_score_is_the_mean_cross_entropy_and_the_share_of_right_answers(
    answers: tuple[torch.Tensor, torch.Tensor],
) -> None:
    logits, labels = (values.numpy() for values in answers)
    loss, accuracy = score(*answers)
    log_probabilities = special.log_softmax(logits, axis=1)[:, labels, np.arange(IMAGES)]
    np.testing.assert_allclose(loss, -log_probabilities.mean(-1), rtol=1e-12)
    np.testing.assert_allclose(accuracy, (logits.argmax(1) == labels).mean(-1), rtol=1e-12)


@pytest.mark.parametrize("number", [torch.nan, torch.inf])
def test_an_answer_that_is_no_number_is_wrong_even_where_it_would_be_chosen(number: float) -> None:
    labels = torch.arange(CLASSES)
    right = torch.eye(CLASSES)
    loss, accuracy = score(torch.stack([right, right * number]), labels)
    assert accuracy.tolist() == [1, 0]
    assert loss.isfinite().tolist() == [True, False]


def test_images_are_scored_in_chunks_as_they_are_at_once(dataset: Dataset) -> None:
    training = Training(small(), dataset, dtype=torch.float64)
    for step in range(1, 11):
        training.train_step(step)
    generator, chunks = np.random.default_rng(6), []
    images = torch.tensor(generator.integers(0, 256, (4_500, PIXELS), np.uint8))
    labels = torch.tensor(generator.integers(0, CLASSES, len(images)))
    at_once = score(infer(training.stack, training.images.inputs(images)).logits, labels)
    chunked = evaluate(training.stack, training.images, images, labels, lambda: chunks.append(1))
    torch.testing.assert_close(chunked, at_once, rtol=1e-12, atol=0)
    assert len(chunks) == 4_500 / evaluation.CHUNK


@pytest.mark.parametrize("place", PLACES)
def test_a_snapshot_tells_the_score_and_the_answers_of_the_arms_network(
    recording: Recording, place: int
) -> None:
    for moment in recording.moments:
        with torch.inference_mode():
            logits = recording.seen(moment, place)(recording.images)
        expected = [value.item() for value in score(logits.T[None], recording.labels)]
        told = [moment.snapshot.tests[name][place] for name in ("test_loss", "test_accuracy")]
        np.testing.assert_allclose(told, expected, rtol=1e-6)
        predictions = moment.snapshot.answers["predictions"]
        assert predictions.dtype == np.uint8
        np.testing.assert_array_equal(predictions[place], logits.argmax(1))


@pytest.mark.parametrize("number", [torch.nan, torch.inf, -torch.inf])
def test_where_a_logit_is_no_number_there_is_no_answer(number: float) -> None:
    logits = torch.eye(CLASSES).repeat(2, 1, 1)
    logits[1, 0, 3] = number
    expected = np.tile(np.arange(CLASSES), (2, 1))
    expected[1, 3] = 255
    np.testing.assert_array_equal(evaluation.answers(logits), expected)
