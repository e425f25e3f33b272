"""What the lesson of covariate shift claims."""

from __future__ import annotations

from bnviz.experiment import Look
from bnviz.language import N_
from bnviz.lessons.claims.claim import Claim
from bnviz.lessons.claims.measured import covariate_shift as measured

CLAIMS: tuple[Claim, ...] = (
    Claim(
        name="covariate_shift/turned",
        place="covariate_shift/looks",
        says=N_(
            "Networks that have more than 93 % of the digits right have less than three quarters of them "
            "right when they are turned by 36°; Batch Normalization keeps more than 45 %."
        ),
        source=N_("seed 003 “Covariate Shift” (the cats); seed 001 §3"),
        experiments=measured.trained_plain,
        measure=measured.turned,
        holds=lambda found: (
            min(found["bn_home"], found["plain_home"]) > 0.93
            and max(found["bn_turned"], found["plain_turned"]) < 0.75
            and found["bn_turned"] > 0.45
        ),
        shows=N_(
            "BN {bn_home:.1%}, turned {bn_turned:.1%}; no BN {plain_home:.1%}, turned {plain_turned:.1%}"
        ),
    ),
    Claim(
        name="covariate_shift/strength",
        place="covariate_shift/looks",
        says=N_(
            "The last layer's distance from the training look grows with the strength of the turn: 18°, "
            "36°, 60°."
        ),
        source=N_("this project"),
        experiments=measured.trained_plain,
        measure=measured.by_strength,
        holds=lambda found: found["weak"] < found["middle"] < found["strong"],
        shows=N_("W₁ {weak:.2f}, {middle:.2f}, {strong:.2f} σ"),
    ),
    Claim(
        name="covariate_shift/mended",
        place="covariate_shift/adaptation",
        says=N_(
            "The test batch's own statistics mend digits with more ink everywhere and half-inverted ones, "
            "to within 4 points of plain digits."
        ),
        source=N_("Li et al. 2016"),
        experiments=measured.trained_plain,
        measure=measured.mended(
            {
                "plain": Look(),
                "ink": Look(kind="brightness", strength=0.5),
                "half": Look(kind="inversion", strength=0.5),
            }
        ),
        holds=lambda found: (
            min(found["ink_batch"], found["half_batch"]) > found["plain_batch"] - 0.04
            and found["ink_training"] < found["ink_batch"] - 0.1
        ),
        shows=N_(
            "inkier {ink_training:.1%} → {ink_batch:.1%}, half-inverted {half_training:.1%} → "
            "{half_batch:.1%}; plain {plain_batch:.1%}"
        ),
    ),
    Claim(
        name="covariate_shift/partly-mended",
        place="covariate_shift/adaptation",
        says=N_(
            "At full strength the test batch's own statistics gain at least 3 points for noisy, blurred "
            "and thicker digits, and leave them at least a point behind plain ones."
        ),
        source=N_("Li et al. 2016"),
        experiments=measured.trained_plain,
        measure=measured.mended(
            {
                "plain": Look(),
                "noise": Look(kind="noise", strength=1),
                "blur": Look(kind="blur", strength=1),
                "thick": Look(kind="thickness", strength=1),
            }
        ),
        holds=lambda found: all(
            found[f"{name}_training"] + 0.03 < found[f"{name}_batch"] < found["plain_batch"] - 0.01
            for name in ("noise", "blur", "thick")
        ),
        shows=N_(
            "noisy {noise_training:.1%} → {noise_batch:.1%}, blurred {blur_training:.1%} → "
            "{blur_batch:.1%}, thicker {thick_training:.1%} → {thick_batch:.1%}; plain {plain_batch:.1%}"
        ),
    ),
    Claim(
        name="covariate_shift/not-mended",
        place="covariate_shift/adaptation",
        says=N_(
            "At strength 0.5 turned digits and digits moved sideways gain less than 5 points from the "
            "test batch's own statistics, if anything."
        ),
        source=N_("Li et al. 2016; seed 001 §3"),
        experiments=measured.trained_plain,
        measure=measured.mended(
            {"turn": Look(kind="rotation", strength=0.5), "side": Look(kind="shift", strength=0.5)}
        ),
        holds=lambda found: all(
            found[f"{name}_batch"] < found[f"{name}_training"] + 0.05 for name in ("turn", "side")
        ),
        shows=N_(
            "turned {turn_training:.1%} → {turn_batch:.1%}, moved {side_training:.1%} → {side_batch:.1%}"
        ),
    ),
    Claim(
        name="covariate_shift/negative",
        place="covariate_shift/adaptation",
        says=N_(
            "With the test batch's own statistics digits inverted at 0.7 are mended, above 80 %; at 0.8 "
            "and as whole negatives they are worse than guessing, below 5 %."
        ),
        source=N_("this project"),
        experiments=measured.trained_plain,
        measure=measured.inverted,
        holds=lambda found: (
            min(found["half"], found["below"]) > 0.8 and max(found["above"], found["whole"]) < 0.05
        ),
        shows=N_("0.5: {half:.1%}, 0.7: {below:.1%}, 0.8: {above:.1%}, 1: {whole:.1%}"),
    ),
    Claim(
        name="covariate_shift/test-batch",
        place="covariate_shift/adaptation",
        says=N_(
            "On plain digits, test batches of 100 cost less than 2 points; in batches of two or of one "
            "digit only, fewer than half are right."
        ),
        source=N_("seed 003 “Batch Normalization while Testing”; paper §3.1"),
        experiments=measured.trained_plain,
        measure=measured.in_company,
        holds=lambda found: (
            found["mixed"] > found["training"] - 0.02 and max(found["of_two"], found["one_class"]) < 0.5
        ),
        shows=N_(
            "training {training:.1%}, batches of 100 {mixed:.1%}, of two {of_two:.1%}, of one digit "
            "{one_class:.1%}"
        ),
    ),
    Claim(
        name="covariate_shift/later-moves-more",
        place="covariate_shift/layers",
        says=N_(
            "In six ReLU layers without Batch Normalization the last layer's inputs move at least 2.5 "
            "times as far as the first's, in σ, and less than that factor raw; with it the last layer "
            "moves less than half as far."
        ),
        source=N_("paper §1, §2 (later layers' inputs move with all below); seed 000; seed 001 §3"),
        experiments=measured.deep(6, "relu", "he"),
        measure=measured.moved_layers,
        holds=lambda found: (
            found["plain_ratio"] > 2.5
            and found["plain_raw"] < found["plain_ratio"]
            and found["bn_last"] < found["plain_last"] / 2
        ),
        shows=N_(
            "no BN {plain_ratio:.1f} times in σ, {plain_raw:.1f} raw; last layer {plain_last:.2f} σ, BN "
            "{bn_last:.2f} σ"
        ),
    ),
    Claim(
        name="covariate_shift/small-deviations",
        place="covariate_shift/layers",
        says=N_(
            "In twelve tanh layers without Batch Normalization the raw distance hardly grows with depth, "
            "less than twofold, and in σ it grows by more than that."
        ),
        source=N_("this project"),
        experiments=measured.deep(12, "tanh", "xavier"),
        measure=measured.moved_layers,
        holds=lambda found: found["plain_raw"] < 2 and found["plain_ratio"] > found["plain_raw"],
        shows=N_("raw {plain_raw:.2f} times, in σ {plain_ratio:.2f} times"),
    ),
    Claim(
        name="covariate_shift/little-shift-nothing-learned",
        place="covariate_shift/layers",
        says=N_(
            "In six sigmoid layers no layer moves as far, raw, without Batch Normalization as the "
            "farthest does with it: little shift. But it has learned nothing after 400 steps, below 20 %, "
            "where Batch Normalization has more than 60 % right."
        ),
        source=N_("this project"),
        experiments=measured.deep(6, "sigmoid", "he"),
        measure=measured.moved_layers,
        holds=lambda found: (
            found["plain_farthest"] < found["bn_farthest"]
            and found["plain_right"] < 0.2
            and found["bn_right"] > 0.6
        ),
        shows=N_(
            "no BN {plain_right:.0%}, farthest {plain_farthest:.2f}; BN {bn_right:.0%}, farthest "
            "{bn_farthest:.2f}"
        ),
    ),
    Claim(
        name="covariate_shift/mini-batches-add-up",
        place="covariate_shift/layers",
        says=N_(
            "Between two mini-batches the distance, in σ, grows from layer to layer: the last of six "
            "layers' is at least half as much again as the first's."
        ),
        source=N_("seed 003 “Internal Covariate Shift” (the later the layer, the more adds up)"),
        experiments=measured.deep(6, "relu", "he"),
        measure=measured.apart,
        holds=lambda found: found["last"] > 1.5 * found["first"],
        shows=N_("first layer {first:.2f} σ, last {last:.2f} σ"),
        expected=False,
    ),
    Claim(
        name="covariate_shift/mini-batches-closer",
        place="covariate_shift/layers",
        says=N_(
            "Batch Normalization brings the distance between two mini-batches down in every layer, to "
            "less than nine tenths; without it, it stays between 0.15 and 0.35 σ."
        ),
        source=N_("seed 003 “Internal Covariate Shift”; paper §3"),
        experiments=measured.deep(6, "relu", "he"),
        measure=measured.apart,
        holds=lambda found: (
            found["share"] < 0.9
            and min(found["first"], found["last"]) > 0.15
            and max(found["first"], found["last"]) < 0.35
        ),
        shows=N_("no BN: first {first:.2f} σ, last {last:.2f} σ; with BN at most {share:.2f} times as far"),
    ),
)
