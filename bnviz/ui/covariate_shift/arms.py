"""The two arms of this lesson's networks, in their order: what they are called, and how they are drawn."""

from bnviz.figures.lesson.hues import OUTPUT, PLAIN
from bnviz.language import N_

NAMES = ("BN", N_("no BN"))
HUES = (OUTPUT, PLAIN)
