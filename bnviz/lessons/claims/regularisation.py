"""The claims of the page `regularisation`.

Effects on small training sets are about as large as their spread over seeds. So they are judged by the mean
of five matched pairs and its margin of 95 % confidence, and one seed of such a claim is five trainings.
"""

from __future__ import annotations

from bnviz.language import N_
from bnviz.lessons.claims.claim import Claim, Values
from bnviz.lessons.claims.measured import regularisation as measured

CLAIMS: tuple[Claim, ...] = (
    Claim(
        name="regularisation/noise",
        place="regularisation/noise",
        says=N_(
            "The noise of μ_B is σ/√m, within 4 % for a typical unit from m = 2 to 512; that of σ²_B is "
            "σ²√((κ−1)/m), within 10 % from m = 8 on (drawn without replacement)."
        ),
        source=N_("Luo et al. 2019; seed 001 §3"),
        experiments=measured.trained,
        measure=measured.noise_of_statistics,
        holds=lambda found: found["worst"] < 0.04 and found["worst_variance"] < 0.1,
        shows=N_("farthest off: μ_B {worst:.1%}, σ²_B {worst_variance:.1%}"),
        brief=True,
    ),
    Claim(
        name="regularisation/companions",
        place="regularisation/companions",
        says=N_("From mini-batches of 4 to those of 64, the answer for one image wavers to a third or less."),
        source=N_("paper §3.4; seed 001 §3"),
        experiments=measured.trained,
        measure=measured.answers_in_company,
        holds=lambda found: found["times"] > 3,
        shows=N_("spread of the logit {few:.2f} at 4, {many:.2f} at 64: {times:.1f} times less"),
        brief=True,
    ),
    Claim(
        name="regularisation/better-on-new-images",
        place="regularisation/gap",
        says=N_(
            "On 1,000 training images, Batch Normalization alone raises the test accuracy, in mini-batches "
            "of 64 and of 256."
        ),
        source=N_("seed 000; seed 002; paper §3.4"),
        experiments=measured.of_sizes,
        measure=measured.alone,
        holds=lambda found: _clearly_above("usual", found) and _clearly_above("large", found),
        shows=N_(
            "five matched pairs: m = 64: {usual:+.1%} (± {usual_margin:.1%}), "
            "m = 256: {large:+.1%} (± {large_margin:.1%})"
        ),
        seeds=(1, 2),
        expected=False,
    ),
    Claim(
        name="regularisation/lower-loss",
        place="regularisation/gap",
        says=N_("On 1,000 training images, in mini-batches of 64, Batch Normalization lowers the test loss."),
        source=N_("this project"),
        experiments=measured.of_sizes,
        measure=measured.surer,
        holds=lambda found: _clearly_below("loss", found),
        shows=N_("five matched pairs: {loss:+.3f} nats (± {loss_margin:.3f})"),
        seeds=(1, 2),
    ),
    Claim(
        name="regularisation/smaller-mini-batches",
        place="regularisation/gap",
        says=N_(
            "From mini-batches of 256 to those of 16, test accuracy rises with Batch Normalization by at "
            "least 1 point, and on average by more than it does without."
        ),
        source=N_("seed 001 §3; Luo et al. 2019"),
        experiments=measured.of_sizes,
        measure=measured.smaller_mini_batches,
        holds=lambda found: found["bn"] > 0.01 and _clearly_above("bn", found) and found["more"] > 0,
        shows=N_(
            "five matched pairs: BN {bn:+.1%} (± {bn_margin:.1%}), "
            "no BN {plain:+.1%} (± {plain_margin:.1%}), {more:+.1%} (± {more_margin:.1%}) more"
        ),
        seeds=(1, 2),
    ),
    Claim(
        name="regularisation/ghosts",
        place="regularisation/gap",
        says=N_(
            "In the same mini-batches of 64, statistics over ghosts of 16 gain a little test accuracy, less "
            "than a point and a half; over ghosts of 4 they raise the test loss."
        ),
        source=N_("Hoffer et al. 2017"),
        experiments=measured.of_sizes,
        measure=measured.smaller_ghosts,
        holds=lambda found: 0 < found["accuracy"] < 0.015 and found["small"] > 0,
        shows=N_(
            "five matched pairs: ghosts of 16: {accuracy:+.1%} (± {accuracy_margin:.1%}), {loss:+.3f} nats "
            "(± {loss_margin:.3f}); of 4: {small:+.3f} nats"
        ),
        seeds=(1, 2, 3),
    ),
    Claim(
        name="regularisation/with-dropout",
        place="regularisation/dropout",
        says=N_(
            "On 1,000 training images, Dropout of 0.2 raises test accuracy with Batch Normalization too; at "
            "0.8 less than 60 % is left."
        ),
        source=N_("seed 001 §3 (the two can be used together)"),
        experiments=measured.of_dropout,
        measure=measured.dropout_helps,
        holds=lambda found: _clearly_above("bn", found) and found["most"] < 0.6,
        shows=N_("five matched pairs: 0.2: {bn:+.1%} (± {bn_margin:.1%}), accuracy at 0.8: {most:.1%}"),
        seeds=(1, 2),
    ),
    Claim(
        name="regularisation/instead-of-dropout",
        place="regularisation/dropout",
        says=N_(
            "Batch Normalization does the work of Dropout: alone, it is no worse than Dropout of 0.2 "
            "without Batch Normalization."
        ),
        source=N_("seed 000; seed 002; paper §3.4"),
        experiments=measured.of_dropout,
        measure=measured.instead_of_dropout,
        holds=lambda found: not _clearly_below("instead", found),
        shows=N_("five matched pairs: {instead:+.1%} (± {instead_margin:.1%})"),
        seeds=(1, 2),
        expected=False,
    ),
    Claim(
        name="regularisation/less-decay",
        place="regularisation/weight_decay",
        says=N_("With Batch Normalization, less weight decay is better: none is no worse than λ = 0.01."),
        source=N_("paper §4.2.1 (reduced by a factor of 5)"),
        experiments=measured.of_decay,
        measure=measured.decay,
        holds=lambda found: not _clearly_above("bn", found),
        shows=N_("five matched pairs: λ = 0.01 against none: {bn:+.1%} (± {bn_margin:.1%})"),
        seeds=(1, 2),
        expected=False,
    ),
    Claim(
        name="regularisation/strong-decay",
        place="regularisation/weight_decay",
        says=N_(
            "λ = 0.03 lowers the test accuracy of the network without Batch Normalization, by more than a "
            "point."
        ),
        source=N_("this project"),
        experiments=measured.of_decay,
        measure=measured.decay,
        holds=lambda found: found["plain"] < -0.01 and _clearly_below("plain", found),
        shows=N_("five matched pairs: no BN {plain:+.1%} (± {plain_margin:.1%})"),
        seeds=(1, 2),
    ),
    Claim(
        name="regularisation/decayed-scale",
        place="regularisation/weight_decay",
        says=N_("Decaying γ and β as well, with λ = 0.01, raises the test loss."),
        source=N_("this project"),
        experiments=measured.of_decay,
        measure=measured.decayed_too,
        holds=lambda found: _clearly_above("loss", found),
        shows=N_("five matched pairs: {loss:+.3f} nats (± {loss_margin:.3f})"),
        seeds=(1, 2),
    ),
    Claim(
        name="regularisation/effective-rate",
        place="regularisation/weight_decay",
        says=N_(
            "Below Batch Normalization the weights never get shorter without decay; λ = 0.03 ends with an "
            "effective learning rate at least 10 times as large, in every layer."
        ),
        source=N_("van Laarhoven 2017; paper §3.3"),
        experiments=measured.of_norms,
        measure=measured.effective,
        holds=lambda found: found["least"] > 10 and found["shrinking"] < 1e-3,
        shows=N_("at least {least:.0f} times"),
    ),
)


def _clearly_above(name: str, found: Values) -> bool:
    """Whether a difference is above 0 by more than its margin."""
    return found[name] > found[f"{name}_margin"]


def _clearly_below(name: str, found: Values) -> bool:
    """Whether a difference is below 0 by more than its margin."""
    return found[name] < -found[f"{name}_margin"]
