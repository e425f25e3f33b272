"""A loss from above."""

import numpy as np

from bnviz.figures.lesson.contours import LIMITS, contours_figure

PLACES = np.linspace(-1, 1, 5)
LOSSES = np.add.outer(PLACES**2, 2 * PLACES**2) + 0.2


def draw(losses=LOSSES):
    return contours_figure(losses, PLACES, title="BN", names=("across", "up"))


def test_higher_losses_have_later_colours_and_the_scale_is_the_same_for_all():
    one, twice = draw(), draw(2 * LOSSES)
    z = one.data[0].z.astype(int)
    order = np.argsort(LOSSES, axis=None)
    assert (np.diff(z.ravel()[order]) >= 0).all()
    assert (twice.data[0].z > z).all()
    assert one.layout.coloraxis == twice.layout.coloraxis


def test_with_every_second_line_the_loss_doubles():
    lines = draw().data[0].contours
    doubled = draw(2 * LOSSES).data[0].z.astype(float) - draw().data[0].z
    np.testing.assert_allclose(doubled, 2 * lines.size, atol=1)


def test_what_is_too_high_or_no_number_has_the_last_colour():
    broken = LOSSES.copy()
    broken[0, :3] = [np.nan, np.inf, 1e9]
    z = draw(broken).data[0].z
    assert (z[0, :3] == 255).all()
    assert draw(np.full((5, 5), LIMITS[0] / 2)).data[0].z.max() == 1


def test_the_middle_is_marked_and_the_numbers_are_told():
    figure = draw()
    assert (figure.data[1].x, figure.data[1].y) == ((0,), (0,))
    assert "0.200 in the middle, 3.20, 3.20, 3.20, 3.20 in the corners" in figure.layout.meta["alt"]
