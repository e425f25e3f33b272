"""Any values that settings may have."""

from collections.abc import Callable, Iterable
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from bnviz.experiment import LOOK_KINDS, NORMALIZATIONS, SUBSETS, Arm, Change, Experiment, Look, Setup, Shared
from bnviz.fields import SettingField, field

patient = settings(deadline=None)


def values(known: SettingField) -> st.SearchStrategy[Any]:
    if known.kind == "choice":
        return st.sampled_from(known.choices)
    numbers: Callable[..., st.SearchStrategy[Any]] = st.integers if known.kind == "integer" else st.floats
    return numbers(known.minimum, known.maximum)


def models(model: Any, names: Iterable[str], **others: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.builds(model, **{name: values(field(name)) for name in names}, **others)


setups = models(Setup, Setup.model_fields)
arms = models(Arm, ["learning_rate", "init_scale"], normalization=st.sampled_from(NORMALIZATIONS))
plans = models(Experiment, Shared.model_fields, arms=st.lists(arms, min_size=1, max_size=4).map(tuple))


looks = st.builds(
    Look,
    kind=st.sampled_from(LOOK_KINDS),
    strength=st.floats(0, 1),
    subset=st.sampled_from(SUBSETS),
)


@st.composite
def with_changes(draw: st.DrawFn) -> Experiment:
    plan = draw(plans)
    checkpoints = tuple(sorted(draw(st.sets(st.integers(0, plan.steps), max_size=4))))
    rates = draw(st.dictionaries(st.integers(0, plan.steps - 1), values(field("learning_rate")), max_size=4))
    changes = tuple(Change(step=step, learning_rate=rates[step]) for step in sorted(rates))
    return plan.model_copy(update={"changes": changes, "look": draw(looks), "checkpoints": checkpoints})


experiments = with_changes()


def is_one_harmless_sentence(sentence: str) -> bool:
    return sentence.isprintable() and sentence.endswith(".") and len(sentence) < 1_000
