"""The claims of the page `paper`."""

from __future__ import annotations

from bnviz.experiment import Experiment
from bnviz.language import N_
from bnviz.lessons.claims.claim import Claim
from bnviz.lessons.claims.measured import paper as measured
from bnviz.lessons.paper.plans import BASE_RATE, FAST_RATE, calibration, figure_1, five_systems


def _figure_1(seed: int) -> tuple[Experiment, ...]:
    return (figure_1(seed=seed),)


def _calibration(seed: int) -> tuple[Experiment, ...]:
    return (calibration(seed),)


def _at_base(seed: int) -> tuple[Experiment, ...]:
    return five_systems(BASE_RATE, seed)


def _at_fast(seed: int) -> tuple[Experiment, ...]:
    return five_systems(FAST_RATE, seed)


_FIVE = N_("BN ×5 {five:.1%}, ×30 {thirty:.1%}")
_TIMES = N_("times fewer steps: BN {bn:.1f}, ×5 {five:.1f}, ×30 {thirty:.1f}")

CLAIMS: tuple[Claim, ...] = (
    Claim(
        name="paper/figure-1",
        place="paper/figure_1",
        says=N_(
            "After the paper's 50,000 steps Batch Normalization is more than half a point ahead of the "
            "plain network; it had the plain network's final accuracy in less than 30 % of the steps."
        ),
        source=N_("paper §4.1, Figure 1(a); seed 000, experiment 1"),
        experiments=_figure_1,
        measure=measured.ends,
        holds=lambda found: found["bn"] > found["plain"] + 0.005 and found["there"] < 0.3,
        shows=N_("BN {bn:.1%}, no BN {plain:.1%}; BN there in {there:.0%} of the steps"),
    ),
    Claim(
        name="paper/figure-1-distributions",
        place="paper/figure_1",
        says=N_(
            "From step 100 on, the median of the last hidden layer's inputs leaves its place by more than "
            "2 standard deviations without Batch Normalization, and by less than 0.15 with it; the widest "
            "distribution is more than 6 times as wide as the narrowest without it, and less than twice "
            "with it."
        ),
        source=N_("paper §4.1, Figure 1(b, c); seed 000, experiment 1"),
        experiments=_figure_1,
        measure=measured.wandering,
        holds=lambda found: (
            found["median_plain"] > 2
            and found["median_bn"] < 0.15
            and found["spread_plain"] > 6
            and found["spread_bn"] < 2
        ),
        shows=N_(
            "median: no BN {median_plain:.1f} σ, BN {median_bn:.2f} σ; width: no BN ×{spread_plain:.1f}, "
            "BN ×{spread_bn:.1f}"
        ),
    ),
    Claim(
        name="paper/calibration",
        place="paper/figure_1",
        says=N_(
            "After 5,000 steps the plain network has hardly begun at the rates 0.01 and 0.03 (less than "
            "30 %), is on its way at 0.1 (40 to 90 %) and good at 0.3 (more than 90 %); Batch Normalization "
            "has more than 90 % at each."
        ),
        source=N_("this project"),
        experiments=_calibration,
        measure=measured.calibrated,
        holds=lambda found: (
            max(found["plain_001"], found["plain_003"]) < 0.3
            and 0.4 < found["plain_01"] < 0.9 < found["plain_03"]
            and min(found["bn_001"], found["bn_003"], found["bn_01"], found["bn_03"]) > 0.9
        ),
        shows=N_(
            "no BN {plain_001:.1%}, {plain_003:.1%}, {plain_01:.1%}, {plain_03:.1%}; "
            "BN {bn_001:.1%}, {bn_003:.1%}, {bn_01:.1%}, {bn_03:.1%}"
        ),
    ),
    Claim(
        name="paper/fourteen",
        place="paper/imagenet",
        says=N_(
            "The paper's own table gives BN-x5 14 times fewer steps than Inception, rounded down, and BN "
            "at the same rate 2.3 times fewer."
        ),
        source=N_("paper, abstract and Figure 3; seed 002"),
        measure=measured.published,
        holds=lambda found: 14 < found["faster"] < 15 and 2.3 < found["alone"] < 2.4,
        shows=N_("BN-x5 {faster:.1f} times, BN-Baseline {alone:.1f} times"),
        seeds=(1,),
        brief=True,
    ),
    Claim(
        name="paper/five-systems-speed",
        place="paper/five_systems",
        says=N_(
            "From a base rate of 0.01, Batch Normalization takes less than half of the plain network's "
            "steps to its best accuracy; with 5 times the rate less than a seventh, with 30 times less "
            "than a ninth."
        ),
        source=N_("paper §4.2.2, Figure 3; seed 000, experiment 2"),
        experiments=_at_base,
        measure=measured.times,
        holds=lambda found: found["bn"] > 2 and found["five"] > 7 and found["thirty"] > 9,
        shows=_TIMES,
    ),
    Claim(
        name="paper/five-systems-best",
        place="paper/five_systems",
        says=N_(
            "From a base rate of 0.01, Batch Normalization ends more than 1 point above the plain "
            "network, and with 5 or 30 times the rate more than 2.5 points."
        ),
        source=N_("paper §4.2.2, Figure 3"),
        experiments=_at_base,
        measure=measured.finals,
        holds=lambda found: (
            found["bn"] > found["plain"] + 0.01
            and min(found["five"], found["thirty"]) > found["plain"] + 0.025
        ),
        shows=N_("no BN {plain:.1%}, BN {bn:.1%}, BN ×5 {five:.1%}, ×30 {thirty:.1%}"),
    ),
    Claim(
        name="paper/thirty-times-best",
        place="paper/five_systems",
        says=N_("BN ×30 ends more than half a point above BN ×5 (in the paper it is 1.8 points)."),
        source=N_("paper §4.2.2, Figure 3"),
        experiments=_at_base,
        measure=measured.finals,
        holds=lambda found: found["thirty"] > found["five"] + 0.005,
        shows=_FIVE,
        expected=False,
    ),
    Claim(
        name="paper/sigmoid-last",
        place="paper/five_systems",
        says=N_(
            "From a base rate of 0.01, the sigmoids with Batch Normalization end below the plain ReLU "
            "network."
        ),
        source=N_("paper §4.2.2, Figure 3"),
        experiments=_at_base,
        measure=measured.finals,
        holds=lambda found: found["sigmoid"] < found["plain"],
        shows=N_("BN ×5 sigmoid {sigmoid:.1%}, no BN {plain:.1%}"),
        expected=False,
    ),
    Claim(
        name="paper/sigmoids",
        place="paper/five_systems",
        says=N_(
            "Five layers of sigmoids stay at chance without Batch Normalization, below 15 %; with it they "
            "get more than 93 %."
        ),
        source=N_("paper §4.2.2; seed 002, abstract"),
        experiments=_at_base,
        measure=measured.finals,
        holds=lambda found: found["hopeless"] < 0.15 and found["sigmoid"] > 0.93,
        shows=N_("BN ×5 sigmoid {sigmoid:.1%}, no BN ×5 sigmoid {hopeless:.1%}"),
    ),
    Claim(
        name="paper/fast-baseline",
        place="paper/five_systems",
        says=N_(
            "From a base rate of 0.1, which suits the plain network better, no version with Batch "
            "Normalization takes less than a third of its steps."
        ),
        source=N_("this project"),
        experiments=_at_fast,
        measure=measured.times,
        holds=lambda found: not any(times >= 3 for times in found.values()),
        shows=_TIMES,
    ),
    Claim(
        name="paper/positions",
        place="paper/convolution",
        says=N_(
            "In the mean of a feature map of 14 × 14 positions, the 196 values of an image are worth "
            "between 40 and 130 independent ones."
        ),
        source=N_("this project; paper §3.2 for the map's statistics"),
        measure=measured.worth,
        holds=lambda found: 40 < found["worth"] < 130 and abs(found["unit"] - 1) < 0.1 and found["ratio"] > 6,
        shows=N_(
            "worth {worth:.0f}; a unit's mean varies as {unit:.2f} σ/√m, {ratio:.1f} times as much as a map's"
        ),
        seeds=(1,),
        brief=True,
    ),
)
