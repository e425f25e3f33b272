"""An experiment in words, as a list of runs tells it: a preset by its name, any other by its settings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from bnviz.experiment import LOOKS, STYLES, Arm, Experiment, Look, Shared
from bnviz.experiment.plan import TOLD
from bnviz.fields import Value, field
from bnviz.language import _, language
from bnviz.lessons.presets import PRESETS, Preset
from bnviz.runs.run import LISTED

PLANS: Mapping[str, Experiment] = {name: preset.setup.experiment() for name, preset in PRESETS.items()}
USUAL = Experiment()
FIRST = ("architecture", "depth", "width", "maps", "activation")  # told by the layers
LAST = ("steps", "seed")
MANY = 5  # arms, whose names would fill a line
BETWEEN = tuple(name for name in Shared.model_fields if name not in FIRST + LAST)


def preset_of(experiment: Experiment) -> Preset | None:
    """The preset that an experiment is of, whatever its seed and what was changed on the way."""
    for name, plan in PLANS.items():
        if plan == experiment.model_copy(update={"seed": plan.seed, "changes": ()}):
            return PRESETS[name]
    return None


def in_words(experiment: Experiment) -> str:
    """What is trained, in a line; the arms are told by their names."""
    return _in_words(experiment, language())


@lru_cache(2 * LISTED)
def _in_words(experiment: Experiment, _spoken: str) -> str:
    if preset := preset_of(experiment):
        return ", ".join([_(preset.title), *_afterwards(experiment)])
    return in_full(experiment)


def in_full(experiment: Experiment) -> str:
    """The settings, also those of a preset: what who does not know the app can make something of."""
    return ", ".join([*_network(experiment), *_rest(experiment), *_afterwards(experiment)])


def layers(experiment: Experiment) -> str:
    """How many hidden layers of how many units."""
    size = "{depth} × {units}" if experiment.architecture == "dense" else _("{depth} × {units} feature maps")
    return size.format(depth=experiment.depth, units=experiment.units)


def activation(experiment: Experiment) -> str:
    """The name of the nonlinearity."""
    return _(field("activation").labels[experiment.activation])


def networks(experiment: Experiment) -> str:
    """The names of the arms, or how many there are of many."""
    count = len(experiment.arms)
    return ", ".join(experiment.arm_names()) if count < MANY else _("{count} networks").format(count=count)


def _network(experiment: Experiment) -> Iterator[str]:
    yield f"{layers(experiment)} {activation(experiment)}"
    for name, words in TOLD.items():
        values = {getattr(arm, name) for arm in experiment.arms}
        if name == "learning_rate":
            yield _("lr {rate}").format(rate=", ".join(f"{rate:g}" for rate in sorted(values)))
        elif len(values) == 1 and values != {getattr(Arm(), name)}:
            yield words(experiment.arms[0])


def _rest(experiment: Experiment) -> Iterator[str]:
    for name in BETWEEN:
        value = getattr(experiment, name)
        if value != getattr(USUAL, name):
            yield f"{_(field(name).title).lower()} {_label(name, value)}"
    if experiment.training_images:
        yield _("{count:,} training images").format(count=experiment.training_images)
    if experiment.look != Look():
        yield _look(experiment.look)
    yield _("{steps:,} steps").format(steps=experiment.steps)


def _look(look: Look) -> str:
    kind, subset = _(LOOKS[look.kind]), _(STYLES[look.subset])
    return _("digits {kind} {strength:g}, {subset}").format(kind=kind, strength=look.strength, subset=subset)


def _label(name: str, value: Value) -> str:
    labels = field(name).labels
    return _(labels[str(value)]) if labels else f"{value}"


def _afterwards(experiment: Experiment) -> Iterator[str]:
    if experiment.seed != USUAL.seed:
        yield _("seed {seed}").format(seed=experiment.seed)
    for change in experiment.changes:
        yield _("lr → {rate:g} at step {step:,}").format(rate=change.learning_rate, step=change.step)
