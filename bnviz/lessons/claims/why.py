"""What the lesson on why it works claims of shift, noise, ghost batches and small mini-batches."""

from __future__ import annotations

from functools import partial

from bnviz.language import N_
from bnviz.lessons.claims.claim import Claim
from bnviz.lessons.claims.measured import why as measured
from bnviz.lessons.why.ghosts import large, small
from bnviz.lessons.why.noisy import looked_into, noisy_arms
from bnviz.lessons.why.shift import network
from bnviz.lessons.why.small_batches import SIZES, of_sizes

_CHANGES = N_(
    "layer 2: BN {bn_2:.2f}, no BN {plain_2:.2f}; layer 3: BN {bn_3:.2f}, no BN {plain_3:.2f} of the gradient"
)
_NOISY = N_(
    "noise 0, 1, 4: BN {bn_0:.1%}, {bn_1:.1%}, {bn_4:.1%}; no BN {plain_0:.1%}, {plain_1:.1%}, {plain_4:.1%}"
)

CLAIMS: tuple[Claim, ...] = (
    Claim(
        name="why/distributions-stay",
        place="why/shift",
        says=N_(
            "In three tanh layers, the last layer's distribution is at least 5 times as far from its start "
            "without Batch Normalization as with it."
        ),
        source=N_("paper §1; seed 000"),
        experiments=lambda seed: (network("tanh", seed),),
        measure=measured.distributions,
        holds=lambda found: found["plain"] >= 5 * found["bn"],
        shows=N_("BN {bn:.2f} σ, no BN {plain:.2f} σ"),
    ),
    Claim(
        name="why/gradients-change",
        place="why/shift",
        says=N_(
            "In three tanh layers, the layers below change a gradient about as much with Batch "
            "Normalization as without, or more: at least 0.9 times as much of its size."
        ),
        source=N_("Santurkar et al. 2018, §2.2"),
        experiments=lambda seed: (network("tanh", seed),),
        measure=partial(measured.gradients, stretch="later"),
        holds=measured.about_as_much,
        shows=_CHANGES,
    ),
    Claim(
        name="why/gradients-change-relu",
        place="why/shift",
        says=N_("So it is in three ReLU layers in the first 100 steps."),
        source=N_("Santurkar et al. 2018, §2.2"),
        experiments=lambda seed: (network("relu", seed),),
        measure=partial(measured.gradients, stretch="early"),
        holds=measured.about_as_much,
        expected=False,
        shows=_CHANGES,
    ),
    Claim(
        name="why/noisy",
        place="why/noisy",
        says=N_(
            "In three sigmoid layers, Batch Normalization with noise 1 has at most 1.5 points fewer right "
            "than without noise, and at least 25 more than no Batch Normalization."
        ),
        source=N_("Santurkar et al. 2018, §2.1"),
        experiments=lambda seed: (noisy_arms("sigmoid", seed),),
        measure=measured.with_noise,
        holds=lambda found: found["bn_1"] >= max(found["bn_0"] - 0.015, found["plain_0"] + 0.25),
        shows=_NOISY,
    ),
    Claim(
        name="why/noise-stops-sigmoid",
        place="why/noisy",
        says=N_("In three sigmoid layers, noise 1 makes the network without Batch Normalization worse."),
        source=N_("Santurkar et al. 2018, §2.1"),
        experiments=lambda seed: (noisy_arms("sigmoid", seed),),
        measure=measured.with_noise,
        holds=lambda found: found["plain_1"] < found["plain_0"],
        expected=False,
        shows=_NOISY,
    ),
    Claim(
        name="why/noise-stops-deep",
        place="why/noisy",
        says=N_(
            "In six ReLU layers, noise 1 keeps the network without Batch Normalization at chance, below 15 "
            "% (more than 40 % without noise), and costs the one with it at most 4 points."
        ),
        source=N_("Santurkar et al. 2018, §2.1"),
        experiments=lambda seed: (noisy_arms("deep", seed),),
        measure=measured.with_noise,
        holds=lambda found: (
            found["plain_1"] < 0.15 and found["plain_0"] > 0.4 and found["bn_1"] > found["bn_0"] - 0.04
        ),
        shows=_NOISY,
    ),
    Claim(
        name="why/strong-noise",
        place="why/noisy",
        says=N_(
            "In three ReLU layers, noise 1 costs neither network more than 1.5 points; noise 4 costs the "
            "one with Batch Normalization at least 10, more than the one without."
        ),
        source=N_("this project"),
        experiments=lambda seed: (noisy_arms("relu", seed),),
        measure=measured.with_noise,
        holds=lambda found: (
            all(found[f"{name}_1"] > found[f"{name}_0"] - 0.015 for name in ("bn", "plain"))
            and found["bn_0"] - found["bn_4"] > max(0.1, found["plain_0"] - found["plain_4"])
        ),
        shows=_NOISY,
    ),
    Claim(
        name="why/shaken",
        place="why/noisy",
        says=N_(
            "In three sigmoid layers, noisy Batch Normalization moves at least 1.2 times as far from one "
            "mini-batch to the next as no Batch Normalization, and has at least 25 points more right."
        ),
        source=N_("Santurkar et al. 2018, §2.1"),
        experiments=lambda seed: (looked_into("sigmoid", seed),),
        measure=measured.shaken,
        holds=lambda found: (
            found["noisy_bn"] > 1.2 * found["plain"] and found["noisy_bn_right"] > found["plain_right"] + 0.25
        ),
        shows=N_(
            "BN {bn:.2f}, noisy BN {noisy_bn:.2f}, no BN {plain:.2f} σ; right {bn_right:.1%}, "
            "{noisy_bn_right:.1%}, {plain_right:.1%}"
        ),
    ),
    Claim(
        name="why/ghosts",
        place="why/ghosts",
        says=N_(
            "On 1,000 images in mini-batches of 512, ghosts of 16 have at least 0.3 points more right than "
            "the whole mini-batch, and ghosts of 4 fewer than ghosts of 16."
        ),
        source=N_("Hoffer et al. 2017, §4"),
        experiments=lambda seed: (large("same", seed), small(seed)),
        measure=measured.with_ghosts,
        holds=lambda found: found["ghosts_16"] > max(found["whole"] + 0.003, found["ghosts_4"]),
        shows=N_("ghosts of 4 {ghosts_4:.1%}, of 16 {ghosts_16:.1%}, whole {whole:.1%}"),
    ),
    Claim(
        name="why/large-batches",
        place="why/ghosts",
        says=N_(
            "On 1,000 images, Batch Normalization over 512 images has fewer right than without, at least "
            "1.5 points fewer than in mini-batches of 32, and ghosts of 16 are still behind those."
        ),
        source=N_("Hoffer et al. 2017, §4; this project"),
        experiments=lambda seed: (large("same", seed), small(seed)),
        measure=measured.with_ghosts,
        holds=lambda found: (
            found["whole"] < min(found["plain"], found["small"] - 0.015)
            and found["ghosts_16"] < found["small"]
        ),
        shows=N_(
            "BN of 512 {whole:.1%}, ghosts of 16 {ghosts_16:.1%}, BN of 32 {small:.1%}, no BN {plain:.1%}"
        ),
    ),
    Claim(
        name="why/small-batches",
        place="why/small_batches",
        says=N_(
            "At m = 2, Batch Normalization has at least 15 points fewer right than Layer Normalization; at "
            "m = 32 and 64, no fewer than 1 point; Layer Normalization stays within 4 points from 2 to 64."
        ),
        source=N_("Wu & He 2018, §1"),
        experiments=partial(of_sizes, "scaled"),
        measure=measured.of_small_batches,
        holds=lambda found: (
            found["bn_2"] < found["ln_2"] - 0.15
            and all(found[f"bn_{m}"] > found[f"ln_{m}"] - 0.01 for m in (32, 64))
            and max(found[f"ln_{m}"] for m in SIZES) - min(found[f"ln_{m}"] for m in SIZES) < 0.04
        ),
        shows=N_(
            "m = 2, 4, 32, 64: BN {bn_2:.1%}, {bn_4:.1%}, {bn_32:.1%}, {bn_64:.1%}; LN {ln_2:.1%}, "
            "{ln_4:.1%}, {ln_32:.1%}, {ln_64:.1%}; BN at 2 with fresh statistics {fresh_2:.1%}"
        ),
    ),
    Claim(
        name="why/two-values",
        place="why/small_batches",
        says=N_("Of two values at least 0.1 apart, Batch Normalization makes −1 and 1, to within 0.005."),
        source=N_("paper, Algorithm 1"),
        measure=measured.two_values,
        holds=lambda found: found["farthest"] < 0.005,
        shows=N_("at most {farthest:.4f} off"),
        brief=True,
    ),
)
