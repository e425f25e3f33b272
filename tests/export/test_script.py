"""The script trains what the engine trains, in as few lines as can be read in one go."""

import ast
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from bnviz.data import Dataset, looked
from bnviz.data.official import Place, read_mnist
from bnviz.experiment import Arm, Experiment, Look
from bnviz.export.chapters.network import NONLINEARITIES
from bnviz.export.script import training_script
from bnviz.fields import field
from bnviz.lessons.presets import PRESETS

from .experiments import GHOSTS, LOOKS, MATCHED, PLAIN, small
from .trainings import assert_equal, by_engine, by_program, run

MNIST = Path(__file__).parents[3] / "shared" / "mnist"
MOST_LINES, MOST_CHARACTERS = 119, 110
KNOWN = {"torch", "numpy", *sys.stdlib_module_names}

CHANCY = small(arms=tuple(arm.model_copy(update={"noise": 0.5, "dropout": 0.2}) for arm in (GHOSTS, PLAIN)))
SWEEP = small(
    arms=tuple(
        Arm(normalization=kind, learning_rate=float(f"{0.01 * 1.2**power:.2g}"))
        for kind in ("batch", "none")
        for power in range(32)
    ),
    steps=2,
)
READ = [
    *MATCHED.values(),
    *(preset.setup.experiment() for preset in PRESETS.values()),
    *(small(look=look) for look in LOOKS if look.subset == "all" or look.kind == "plain"),
    SWEEP,
]


@pytest.mark.parametrize("name", MATCHED)
def test_it_trains_as_the_engine_does(name: str, sample: Dataset) -> None:
    script = training_script(MATCHED[name], "mnist-sample")
    assert_equal(by_program(script), by_engine(MATCHED[name], sample))


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_its_training_images_have_the_look(look: Look, sample: Dataset) -> None:
    names = run(training_script(small(look=look), "mnist-sample"))
    images, labels = names["look"](sample.train_images, sample.train_labels)
    expected = looked(sample, look)
    assert np.array_equal(labels, expected.train_labels)
    apart = np.abs(images.astype(int) - expected.train_images)
    assert apart.max() <= 1  # where a value is rounded the other way
    assert apart.mean() < 1e-4


@pytest.mark.parametrize("data_name", ["mnist", "mnist-sample"])
@pytest.mark.parametrize("experiment", READ, ids=lambda experiment: experiment.key()[:8])
def test_it_is_short_and_needs_nothing_unusual(experiment: Experiment, data_name: str) -> None:
    script = training_script(experiment, data_name)
    assert len([line for line in script.splitlines() if not line.startswith("    Arm(")]) <= MOST_LINES
    assert max(map(len, script.splitlines())) <= MOST_CHARACTERS
    assert imported(script) <= KNOWN


def imported(script: str) -> set[str]:
    nodes = list(ast.walk(ast.parse(script)))
    names = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
    return {name.partition(".")[0] for name in names}


@pytest.mark.parametrize("architecture", ["dense", "convolutional"])
def test_what_is_left_to_chance_is_drawn_in_training_only(architecture: str) -> None:
    experiment = CHANCY.model_copy(update={"architecture": architecture, "steps": 2})
    names = run(training_script(experiment, "mnist-sample"))
    train_set, test_set = names["load"]()
    (network, _), losses = names["train"](train_set, test_set)
    assert np.isfinite(losses).all()
    assert names["score"](network, *test_set) == names["score"](network, *test_set)
    once, again = (network(train_set[0][:40]) for _ in range(2))
    assert not np.allclose(once.detach(), again.detach())


def test_noise_has_the_moments_of_the_engines_noise() -> None:
    """With n = 2, s y + m has the mean y (1 + n/8) and the variance of m and s, over units and images."""
    names = run(training_script(CHANCY, "mnist-sample"))
    names["torch"].manual_seed(1)
    made = names["Noise"](2.0)(names["torch"].full((50, 20_000), 3.0)).numpy()
    assert made.mean() == pytest.approx(3 * (1 + 2 / 8), abs=0.03)
    of_units = (2**2 + (2 * 3 / 4) ** 2) / 12
    of_images = (2 / 5) ** 2 / 12 + (2 * 3 / 10) ** 2
    assert made.mean(0).var() == pytest.approx(of_units + of_images / 50, rel=0.05)
    assert made.var(0, ddof=1).mean() == pytest.approx(of_images, rel=0.05)


def test_a_sweep_of_many_arms_has_their_names() -> None:
    names = run(training_script(SWEEP, "mnist-sample"))
    assert tuple(arm.name for arm in names["ARMS"]) == SWEEP.arm_names()
    assert [arm.learning_rate for arm in names["ARMS"]] == [arm.learning_rate for arm in SWEEP.arms]


def test_a_script_for_unknown_data_is_refused() -> None:
    with pytest.raises(ValueError, match="data_name: 'cifar'; it must be one of mnist, mnist-sample"):
        training_script(small(), "cifar")


def started(script: str, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    (folder / "script.py").write_text(script, "utf-8")
    command = [sys.executable, "script.py", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_without_the_digits_it_says_which_files_go_where(tmp_path: Path) -> None:
    outcome = started(training_script(small(), "mnist"), tmp_path, "here")
    assert outcome.returncode == 1
    assert outcome.stderr == (
        "The folder 'here' has no train-images-idx3-ubyte.gz, train-labels-idx1-ubyte.gz, "
        "t10k-images-idx3-ubyte.gz, t10k-labels-idx1-ubyte.gz; put all four files of MNIST there.\n"
    )


def test_started_with_the_official_digits_it_ends_as_the_engine_does(tmp_path: Path) -> None:
    if not MNIST.is_dir():
        pytest.skip("the official MNIST files are not beside the repository")
    experiment = small(input="standardised", activation="relu", initialization="he")
    outcome = started(training_script(experiment, "mnist"), tmp_path, str(MNIST))
    assert outcome.stderr == ""
    *_, with_norm, without = outcome.stdout.splitlines()
    told = [float(line.partition(";")[0].rpartition(" ")[2]) for line in (with_norm, without)]
    _, accuracies = by_engine(experiment, read_mnist(Place("beside the repository", MNIST)))
    np.testing.assert_allclose(told, accuracies, atol=1e-3)


def test_every_activation_can_be_written() -> None:
    assert {*NONLINEARITIES} == {*field("activation").choices}
