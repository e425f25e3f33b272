"""What visitors read, in their language: `_` translates a sentence, `N_` marks one for later.

Sentences stand in the code in English and are translated at the moment they are shown, never before: a
module's constants, what visitors share in a cache and whatever is stored hold English. `N_` marks those, so
that the catalogues know them, and `_` is called where they are shown. Values go into named places, after the
translation: `_("step {step:,} of {steps:,}").format(step=step, steps=steps)`.
"""

from bnviz.language.catalogue import LANGUAGES, N_, TEXT, _, nearest, ngettext, own_name
from bnviz.language.spoken import ENGLISH, ask, language, speaking

__all__ = [
    "ENGLISH",
    "LANGUAGES",
    "N_",
    "TEXT",
    "_",
    "ask",
    "language",
    "nearest",
    "ngettext",
    "own_name",
    "speaking",
]
