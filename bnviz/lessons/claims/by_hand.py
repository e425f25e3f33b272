"""What the lesson by hand claims: mostly arithmetic, and some of it about real digits."""

from __future__ import annotations

from bnviz.language import N_
from bnviz.lessons.claims.claim import Claim
from bnviz.lessons.claims.measured import by_hand as measured

EXACT = 1e-9  # what differs by less differs by the rounding of the computer's numbers

CLAIMS: tuple[Claim, ...] = (
    Claim(
        name="by_hand/mean-and-variance",
        place="by_hand/algorithm",
        says=N_(
            "x̂ has mean 0 and variance 1 (but for ε), two examples come out at −1 and +1, and equal ones "
            "at 0."
        ),
        source=N_("paper §3, Algorithm 1; seed 001 §1"),
        measure=measured.normalised,
        holds=lambda found: (
            abs(found["mean"]) < EXACT
            and abs(found["variance"] - 1) < 1e-3
            and abs(found["two"] - 1) < 1e-3
            and found["constant"] == 0
        ),
        shows=N_("mean {mean:.0e}, variance {variance:.6f}; two examples at ±{two:.6f}"),
        brief=True,
    ),
    Claim(
        name="by_hand/input-back",
        place="by_hand/algorithm",
        says=N_("γ = √(σ² + ε) and β = μ give the input back; γ = σ does but for ε."),
        source=N_("paper §3; seed 001 §1; seed 003"),
        measure=measured.identity,
        holds=lambda found: found["exact"] < EXACT and found["nearly"] < 1e-3,
        shows=N_("largest difference {exact:.0e}; with γ = σ {nearly:.0e}"),
        brief=True,
    ),
    Claim(
        name="by_hand/scale-of-inputs",
        place="by_hand/algorithm",
        says=N_("100 added to all values changes no x̂, 10 times the values hardly any: less than 0.001."),
        source=N_("paper §3, Algorithm 1"),
        measure=measured.moved_and_stretched,
        holds=lambda found: found["added"] < EXACT and found["times"] < 1e-3,
        shows=N_("largest change {added:.0e} and {times:.0e}"),
        brief=True,
    ),
    Claim(
        name="by_hand/gradients",
        place="by_hand/backward",
        says=N_(
            "The paper's chain, the compact form and the slope agree; the gradients to x add up to 0, and "
            "equal gradients to y give none at all."
        ),
        source=N_("paper §3, the chain rule after Algorithm 1; seed 001 §2"),
        measure=measured.gradients,
        holds=lambda found: (
            found["compact"] < EXACT
            and found["slope"] < 1e-5
            and max(found["sum"], found["aligned"]) < 1e-3
            and found["equal"] < EXACT
        ),
        shows=N_(
            "compact form {compact:.0e}, slope {slope:.0e}; sum {sum:.0e}, along x̂ {aligned:.0e}, from "
            "equal gradients {equal:.0e}"
        ),
        brief=True,
    ),
    Claim(
        name="by_hand/two-values",
        place="by_hand/backward",
        says=N_(
            "To a mini-batch of two values almost no gradient comes back: less than a thousandth of what "
            "goes by way of x̂."
        ),
        source=N_("paper §3"),
        measure=measured.two_values,
        holds=lambda found: found["share"] < 1e-3,
        shows=N_("a share of {share:.0e}"),
        brief=True,
    ),
    Claim(
        name="by_hand/bias-cancels",
        place="by_hand/bias",
        says=N_(
            "A bias before Batch Normalization changes nothing and has no gradient; the gradient of β is "
            "the sum of those of y."
        ),
        source=N_("paper §3.2; seed 001 §2 “Working with mini-batches”"),
        measure=measured.bias,
        holds=lambda found: max(found["difference"], found["gradient"]) < EXACT and found["beta"] > 0.1,
        shows=N_("x̂ differs by {difference:.0e}; ∂ℓ/∂b {gradient:.0e}, ∂ℓ/∂β {beta:.2f}"),
        brief=True,
    ),
    Claim(
        name="by_hand/larger-weights",
        place="by_hand/scale",
        says=N_(
            "BN((aW)u) = BN(Wu): with a = 10 the outputs differ by less than 0.001, the gradient to the "
            "weights is a tenth, the relative step a hundredth, and W and its gradient are at a right "
            "angle."
        ),
        source=N_("paper §3.3"),
        measure=measured.scale,
        holds=lambda found: (
            found["output"] < 1e-3
            and abs(found["gradient"] - 0.1) < 1e-3
            and abs(found["step"] - 0.01) < 1e-4
            and abs(found["angle"] - 90) < 0.1
            and abs(found["plain"] - 10) < EXACT
        ),
        shows=N_(
            "outputs differ by {output:.0e}, gradient × {gradient:.4f}, relative step × {step:.5f}, "
            "{angle:.2f}°; no BN: outputs × {plain:.0f}"
        ),
        brief=True,
    ),
    Claim(
        name="by_hand/sigmoid-middle",
        place="by_hand/nonlinearity",
        says=N_(
            "At mean 0 and variance 1 at least 70 % of normal values meet the sigmoid's nearly straight "
            "middle, and a line explains more than 97 % of the output; γ = 4 makes that less than 90 %."
        ),
        source=N_("paper §3 (the linear regime of the nonlinearity); seed 001 §1"),
        measure=measured.sigmoid,
        holds=lambda found: found["share"] > 0.7 and found["line"] > 0.97 and found["stretched"] < 0.9,
        shows=N_("{share:.0%} of the values, a line explains {line:.1%}; γ = 4: {stretched:.1%}"),
        seeds=(1,),
        brief=True,
    ),
    Claim(
        name="by_hand/relu-off",
        place="by_hand/nonlinearity",
        says=N_(
            "ReLU turns about half of normal values off (45 to 55 %), whatever γ is; β = 2 leaves fewer "
            "than 5 % off, β = −2 more than 95 %."
        ),
        source=N_("seed 003 “scale and shift”; paper §3"),
        measure=measured.relu,
        holds=lambda found: (
            0.45 < found["off"] < 0.55
            and found["doubled"] == found["off"]
            and found["open"] < 0.05
            and found["closed"] > 0.95
        ),
        shows=N_("{off:.0%} off, γ = 2: {doubled:.0%}, β = 2: {open:.1%}, β = −2: {closed:.1%}"),
        seeds=(1,),
        brief=True,
    ),
    Claim(
        name="by_hand/order",
        place="by_hand/placement",
        says=N_(
            "Wu is close to symmetric and g(Wu) under ReLU is not: at least three times the skewness. "
            "Batch Normalization after ReLU gives mean 0, and leaves the skewness as it is."
        ),
        source=N_("paper §3.2; seed 001 §1"),
        measure=measured.order,
        holds=lambda found: (
            found["after"] > 3 * found["before"]
            and abs(found["mean"]) < EXACT
            and abs(found["kept"] - found["after"]) < 1e-3
        ),
        shows=N_(
            "skewness {before:.2f} before ReLU, {after:.2f} after, {kept:.2f} after BN; mean {mean:.0e}"
        ),
        seeds=(1,),
        brief=True,
    ),
    Claim(
        name="by_hand/saturation",
        place="by_hand/placement",
        says=N_(
            "Under a sigmoid the skewness of g(Wu) grows with the weights; before it, BN(Wu) stays the "
            "same, but for ε."
        ),
        source=N_("paper §3.2"),
        measure=measured.saturation,
        holds=lambda found: found["large"] > 1.5 * found["small"] and found["same"] < 0.01,
        shows=N_("skewness {small:.2f} at σ 0.05, {large:.2f} at σ 1; BN(Wu) differs by {same:.0e}"),
        seeds=(1,),
        brief=True,
    ),
    Claim(
        name="by_hand/feature-maps",
        place="by_hand/placement",
        says=N_(
            "One mean for a whole feature map keeps a convolution's promise: moved digit, moved map. A "
            "mean for every position breaks it."
        ),
        source=N_("paper §3.2, Batch-Normalized Convolutional Networks"),
        measure=measured.feature_maps,
        holds=lambda found: found["per_map"] < EXACT and found["per_activation"] > 0.1,
        shows=N_("moved by 4 pixels: per map off by {per_map:.0e}, per activation by {per_activation:.2f}"),
        seeds=(1,),
        brief=True,
    ),
    Claim(
        name="by_hand/first-updates",
        place="by_hand/update",
        says=N_(
            "W is at a right angle to its gradient, but for ε; Adam's first update moves every parameter "
            "by η and RMSprop's by 10 η."
        ),
        source=N_("paper §3.3; seed 001 §2"),
        measure=measured.first_updates,
        holds=lambda found: (
            found["along"] < 1e-3 and abs(found["adam"] - 1) < 1e-3 and abs(found["rmsprop"] - 10) < 0.01
        ),
        shows=N_("w·g {along:.0e}; first updates {adam:.4f} η and {rmsprop:.3f} η"),
        brief=True,
    ),
    Claim(
        name="by_hand/gradient-quality",
        place="by_hand/mini_batch",
        says=N_(
            "The gradient of m examples is σ/√m away from the full one: each size within 15 % of it; 64 "
            "examples are twice as close as 16, within a fifth."
        ),
        source=N_("seed 002; paper §1 (the gradient's quality improves with the batch size)"),
        measure=measured.gradient_quality,
        holds=lambda found: found["off"] < 0.15 and abs(found["times"] / 2 - 1) < 0.2,
        shows=N_("at most {off:.1%} off the line; 64 is {times:.2f} times as close as 16"),
        seeds=(1,),
        brief=True,
    ),
    Claim(
        name="by_hand/short-gradient",
        place="by_hand/mini_batch",
        says=N_(
            "After 200 updates the full gradient has become short, less than half as long, while single "
            "examples still disagree, by more than twice its length."
        ),
        source=N_("this project"),
        measure=measured.short_gradient,
        holds=lambda found: found["length"] < 0.5 and found["disagree"] > 2,
        shows=N_("{length:.2f} times as long as at the start; σ is {disagree:.1f} times its length"),
        seeds=(1,),
        brief=True,
    ),
    Claim(
        name="by_hand/time-of-an-example",
        place="by_hand/mini_batch",
        says=N_(
            "In mini-batches an example takes at most a third of the time that it takes alone. (How much "
            "exactly is the machine's affair.)"
        ),
        source=N_("paper §1 (parallel computation is more efficient)"),
        measure=measured.times,
        holds=lambda found: found["times"] > 3,
        shows=N_("{times:.0f} times as fast, in mini-batches of {size:.0f}"),
        seeds=(1,),
    ),
    Claim(
        name="by_hand/round-bowl",
        place="by_hand/inputs",
        says=N_(
            "Standardised, the bowl's condition number is below 2; raw, with ink in tens of grey levels, "
            "it is above 100, and from between η = 0.1 and 0.2 on descent leaves the figure."
        ),
        source=N_("seed 001 §1 “Normalizing inputs to speed up learning”; paper §2 (LeCun et al. 1998)"),
        measure=measured.bowl,
        holds=lambda found: (
            found["standardised"] < 2 and found["raw"] > 100 and 0.1 < found["largest_rate"] < 0.2
        ),
        shows=N_(
            "condition number {raw:.0f} raw, {standardised:.2f} standardised; largest useful η "
            "{largest_rate:.3f}"
        ),
        seeds=(1,),
        brief=True,
    ),
    Claim(
        name="by_hand/standardised-pixels",
        place="by_hand/inputs",
        says=N_(
            "At a small learning rate standardised digits are ahead by far; but raw ones do the same with "
            "a rate ten times as large, to within a tenth of the loss. Each at its best rate, the three "
            "forms end within 5 points on test digits, and the standardised ones are the first whose loss "
            "jumps up as the rate grows."
        ),
        source=N_("seed 001 §1; paper §4.1 (binary inputs)"),
        measure=measured.forms,
        holds=lambda found: (
            found["raw"] > 1.3 * found["standardised"]
            and abs(found["raw_faster"] / found["standardised"] - 1) < 0.1
            and found["apart"] < 0.05
            and found["jump"] < found["others_jump"]
        ),
        shows=N_(
            "loss at η = 0.01: raw {raw:.2f}, standardised {standardised:.2f}; raw at 0.1: "
            "{raw_faster:.2f}; best on test digits {apart:.1%} apart; jumps from η = {jump:g}, the others "
            "from {others_jump:g}"
        ),
        seeds=(1,),
        brief=True,
    ),
)
