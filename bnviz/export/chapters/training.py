"""The training: the order of the mini-batches, the loss, the update, and how well an arm does."""

from __future__ import annotations

from bnviz.experiment import Experiment
from bnviz.export.chapters.arms import columns
from bnviz.export.chapters.chapter import Chapter, lines, worded
from bnviz.export.chapters.optimizers import optimizers, update_in_words
from bnviz.language import _

SCORE = '''\
@torch.inference_mode()
def score(network, images, labels):
    """$about"""
    network.eval()
    logits = torch.cat([network(some) for some in images.split(1000)])
    network.train()
    right = (logits.argmax(1) == labels) & logits.sum(1).isfinite()  # $right
    return nn.functional.cross_entropy(logits, labels).item(), right.float().mean().item()'''

MINI_BATCH = """\
    (images, labels), losses = train_set, np.empty((STEPS, len(ARMS)))
    for step in range(STEPS):
        epoch, place = divmod(step, len(labels) // BATCH_SIZE)
        if place == 0:  # $epoch
            order = np.random.default_rng([SEED, epoch]).permutation(len(labels))
        batch = order[place * BATCH_SIZE : (place + 1) * BATCH_SIZE]"""

CHANGE = """\
        if step in CHANGES:
            for group in [group for optimizer in optimizers for group in optimizer.param_groups]:
                group["lr"] = CHANGES[step]"""

UPDATE = """\
        for arm, (network, optimizer) in enumerate(zip(networks, optimizers)):
            # $loss
            loss = nn.functional.cross_entropy(network(images[batch]), labels[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses[step, arm] = loss.item()"""

TOLD = """\
        if (step + 1) % max(STEPS // 10, 1) == 0:
            told = [f"{arm.name} {loss:.4f} {score(network, *probe_set)[1]:.1%}"
                    for arm, network, loss in zip(ARMS, networks, losses[step])]
            print(f"$told", ", ".join(told))
    return networks, losses"""


def scoring() -> Chapter:
    """The function that tells how well an arm does."""
    return Chapter(
        _(
            "## How well a network does\n\nHere Batch Normalization normalises by the running averages, so "
            "an answer depends on its own image and on no other."
        ),
        worded(
            SCORE,
            about=_("Mean loss and share of right answers, as at test time."),
            right=_("what is no number is no answer"),
        ),
    )


def training(experiment: Experiment) -> Chapter:
    """The function that trains all arms."""
    words = _(
        "## The training\n\nEvery epoch goes through all images in another order, and all arms see the same "
        "mini-batch at the same step."
    )
    return Chapter(f"{words}\n\n{update_in_words(experiment)}", _train(experiment))


def _train(experiment: Experiment) -> str:
    about = _("Train all arms side by side; gives the networks, and their losses (steps, arms).")
    return lines(
        "def train(train_set, test_set):",
        f'    """{about}"""',
        _seeded(experiment),
        "    networks = [make_network(arm) for arm in ARMS]",
        optimizers(experiment),
        "    probe_set = [each[np.random.default_rng(0).permutation(len(each))[:512]] for each in test_set]",
        _mini_batch(),
        CHANGE if experiment.changes else "",
        _update(),
    )


def _seeded(experiment: Experiment) -> str:
    if not {"noise", "dropout"} & set(columns(experiment)):
        return ""
    alike = _("not the draws of bnviz: accuracies agree, but not to the digit")
    return f"    torch.manual_seed(SEED)  # {alike}"


def _mini_batch() -> str:
    return worded(
        MINI_BATCH,
        epoch=_("every epoch has an order of its own; what is left over at its end is left out"),
    )


def _update() -> str:
    return worded(
        lines(UPDATE, TOLD),
        loss=_("Softmax cross-entropy: ℓ = − Σ log pᵢ / m, pᵢ = e^z / Σ e^z of the logit of image i's digit"),
        told=_("step {step + 1:,}, loss and test accuracy:"),
    )
