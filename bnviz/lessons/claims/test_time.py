"""What the lesson of test time claims."""

from __future__ import annotations

from bnviz.language import N_
from bnviz.lessons.claims.claim import Claim
from bnviz.lessons.claims.measured import test_time as measured

CLAIMS: tuple[Claim, ...] = (
    Claim(
        name="test_time/two-batches",
        place="test_time/two_batches",
        says=N_(
            "The same x₁ is normalised differently in two mini-batches that differ in two companions; a "
            "companion that is far from all others moves the others close together."
        ),
        source=N_("seed 003 (B₁ and B₂); seed 001 §4"),
        measure=measured.two_batches,
        holds=lambda found: abs(found["first"] - found["second"]) > 0.1 and found["far"] < found["near"] / 5,
        shows=N_(
            "x̂₁ {first:.2f} and {second:.2f}; the six spread over {near:.2f}, with a far companion {far:.2f}"
        ),
        brief=True,
    ),
    Claim(
        name="test_time/company",
        place="test_time/two_batches",
        says=N_(
            "With batch statistics one image gets other answers in other company; without Batch "
            "Normalization its answer does not change at all."
        ),
        source=N_("seed 003 “Batch Normalization while Testing”; paper §3.1"),
        experiments=measured.trained,
        measure=measured.company,
        holds=lambda found: found["answers"] >= 2 and found["plain"] < 1e-9,
        shows=N_("{answers:.0f} different answers in 100 mini-batches; no BN differs by {plain:.0e}"),
        brief=True,
    ),
    Claim(
        name="test_time/lag",
        place="test_time/cures",
        says=N_(
            "After 20 steps PyTorch's running averages are at least 20 points behind fresh statistics on "
            "the same weights; after 50 steps less than 6 points."
        ),
        source=N_("Wu & Johnson 2021, §3; paper §3.1"),
        experiments=measured.trained,
        measure=measured.lag,
        holds=lambda found: (
            found["fresh_20"] - found["running_20"] > 0.2 and found["fresh_50"] - found["running_50"] < 0.06
        ),
        shows=N_(
            "20 steps: {running_20:.0%}, fresh {fresh_20:.0%}; 50 steps: {running_50:.0%}, fresh "
            "{fresh_50:.0%}"
        ),
    ),
    Claim(
        name="test_time/keras-lag",
        place="test_time/cures",
        says=N_(
            "With the weight 0.01 (Keras's default) running averages are near chance, below 20 %, until "
            "step 50, and catch up to within 3 points of fresh statistics by step 500, not by step 200."
        ),
        source=N_("Wu & Johnson 2021, §3; Keras's default"),
        experiments=measured.trained,
        measure=measured.keras_lag,
        holds=lambda found: (
            max(found["at_20"], found["at_50"]) < 0.2
            and found["at_200"] < found["fresh_500"] - 0.1
            and found["fresh_500"] - found["at_500"] < 0.03
        ),
        shows=N_(
            "steps 20, 50, 100, 200, 500: {at_20:.0%}, {at_50:.0%}, {at_100:.0%}, {at_200:.0%}, "
            "{at_500:.0%}; fresh at 500: {fresh_500:.0%}"
        ),
    ),
    Claim(
        name="test_time/few-mini-batches",
        place="test_time/cures",
        says=N_(
            "One mini-batch of 60 digits costs less than 8 points against 50 of them after 20 steps, and "
            "less than 4 later; Algorithm 2 and PreciseBN are less than a point apart."
        ),
        source=N_("paper §3.1, Algorithm 2; Wu & Johnson 2021, §3"),
        experiments=measured.trained,
        measure=measured.few_mini_batches,
        holds=lambda found: found["at_20"] < 8 and found["later"] < 4 and found["apart"] < 1,
        shows=N_("{at_20:.1f} points after 20 steps, later at most {later:.1f}; both ways {apart:.1f} apart"),
    ),
    Claim(
        name="test_time/cures-agree",
        place="test_time/cures",
        says=N_(
            "After 2,000 steps all cures agree to within 6 points for weights from 0.003 to 1; with 0.001 "
            "the average is still at least 20 points behind."
        ),
        source=N_("seed 001 §4; seed 003; paper §3.1"),
        experiments=measured.trained,
        measure=measured.all_weights,
        holds=lambda found: found["best"] - found["worst"] < 0.06 and found["slowest"] < found["worst"] - 0.2,
        shows=N_("{worst:.1%} to {best:.1%}; weight 0.001: {slowest:.1%}"),
    ),
    Claim(
        name="test_time/statistics-move",
        place="test_time/cures",
        says=N_(
            "From step 200 to step 2,000 the variance of a typical unit of layer 1 grows to between 1.5 "
            "and 3 times as much."
        ),
        source=N_("this project"),
        experiments=measured.trained,
        measure=measured.moving,
        holds=lambda found: 1.5 < found["times"] < 3,
        shows=N_("{times:.1f} times"),
    ),
    Claim(
        name="test_time/batch-of-one",
        place="test_time/batch_of_one",
        says=N_(
            "In batches of one, all digits get the same answer with batch statistics: chance, 6 to 15 %."
        ),
        source=N_("Udacity's lesson (5 %); seed 000 “TEST”; seed 001 §4"),
        experiments=measured.trained,
        measure=measured.batch_of_one,
        holds=lambda found: found["answers"] == 1 and 0.06 < found["right"] < 0.15,
        shows=N_("{answers:.0f} answer, {right:.1%} right"),
        brief=True,
    ),
    Claim(
        name="test_time/batch-sizes",
        place="test_time/batch_of_one",
        says=N_(
            "With batch statistics the accuracy falls with the size of the test batches: above 90 % with "
            "60 digits, and 2 to 10 points less with 8, 8 to 22 with 4, 30 to 50 with 2. With fixed "
            "statistics it is above 90 %."
        ),
        source=N_("seed 001 §4; Udacity's lesson"),
        experiments=measured.trained,
        measure=measured.by_size,
        holds=lambda found: (
            min(found["of_60"], found["fixed"]) > 0.9
            and 0.02 < found["of_60"] - found["of_8"] < 0.1
            and 0.08 < found["of_60"] - found["of_4"] < 0.22
            and 0.3 < found["of_60"] - found["of_2"] < 0.5
        ),
        shows=N_("60, 8, 4, 2 digits: {of_60:.1%}, {of_8:.1%}, {of_4:.1%}, {of_2:.1%}; fixed {fixed:.1%}"),
    ),
    Claim(
        name="test_time/left-in-training",
        place="test_time/batch_of_one",
        says=N_(
            "A network left in training mode and fed with nothing but ones, 64 at a time, has lost at "
            "least 5 points in eval mode after 50 passes, without a gradient."
        ),
        source=N_("seed 003's example (eval() inside no_grad()); PyTorch BatchNorm1d"),
        experiments=measured.trained,
        measure=measured.left_in_training,
        holds=lambda found: found["before"] - found["after"] > 0.05,
        shows=N_("{before:.1%} before, {after:.1%} after"),
    ),
    Claim(
        name="test_time/folding",
        place="test_time/folding",
        says=N_(
            "Folded into weights and biases, Batch Normalization gives the same answers but for rounding, "
            "and each of the 300 hidden units keeps 3 numbers less."
        ),
        source=N_("paper §3.1, Algorithm 2, step 11"),
        experiments=measured.trained,
        measure=measured.folding,
        holds=lambda found: found["difference"] < 1e-9 and found["same"] == 1 and found["saved"] == 900,
        shows=N_(
            "largest difference {difference:.0e}, {same:.0%} the same answers, {saved:.0f} numbers saved"
        ),
        brief=True,
    ),
    Claim(
        name="test_time/factor-varies",
        place="test_time/folding",
        says=N_(
            "In training the factor a of a typical unit varies from mini-batch to mini-batch by 4 to 13 % "
            "in each layer, so nothing could be folded."
        ),
        source=N_("this project"),
        experiments=measured.trained,
        measure=measured.factors,
        holds=lambda found: all(0.04 < each < 0.13 for each in found.values()),
        shows=N_("layers 1, 2, 3: {layer_1:.1%}, {layer_2:.1%}, {layer_3:.1%}"),
    ),
)
