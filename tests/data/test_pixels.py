"""Each kind of change against a computation of its own: scipy's, numpy's, or the formula spelt out."""

import numpy as np
import pytest
from scipy import ndimage

from bnviz.data import load, look_at
from bnviz.data.pixels import CHANGES, blur
from bnviz.experiment import LOOK_KINDS, Look

SIDE = 28


@pytest.fixture(scope="module")
def digits():
    """20 real digits, read-only as they lie in a data set, as (20, 28, 28)."""
    return load("mnist-sample").test_images[:20].reshape(-1, SIDE, SIDE)


def changed(stack, kind, strength):
    """The look of a stack of whole numbers, in whole numbers that can be below 0 when subtracted."""
    images = np.asarray(stack, dtype=np.uint8).reshape(-1, SIDE * SIDE)
    return look_at(images, Look(kind=kind, strength=strength)).reshape(-1, SIDE, SIDE).astype(np.int16)


def one_pixel(row, column):
    image = np.zeros((1, SIDE, SIDE), np.uint8)
    image[0, row, column] = 255
    return image


def test_every_kind_of_look_but_plain_is_known():
    assert set(CHANGES) == set(LOOK_KINDS) - {"plain"}


@pytest.mark.parametrize("strength", [-1, -0.37, 0.5, 1])
def test_a_rotation_is_scipys(digits, strength):
    turned = ndimage.rotate(
        digits.astype(float), 60 * strength, axes=(1, 2), reshape=False, order=1, mode="grid-constant"
    )
    assert np.abs(changed(digits, "rotation", strength) - turned).max() < 0.51


def test_a_rotation_by_60_degrees_is_to_the_left_and_below_0_to_the_right():
    right_of_the_middle = one_pixel(14, 23) // 2 + one_pixel(13, 23) // 2
    for strength, up in ((1, 1), (-1, -1)):
        turned = changed(right_of_the_middle, "rotation", strength)[0]
        y, x = ndimage.center_of_mass(turned)
        # 9.5 pixels from the middle, at 60° to the right-hand side.
        assert (x, y) == pytest.approx((13.5 + 9.5 / 2, 13.5 - up * 9.5 * np.sqrt(3) / 2), abs=0.2)


@pytest.mark.parametrize("pixels", [-6, -1, 2, 6])
def test_a_shift_rolls_the_columns_and_fills_with_background(digits, pixels):
    stack = np.maximum(digits, 1)  # so that what comes in can be told from what goes out
    rolled = np.roll(stack, pixels, axis=2)
    rolled[:, :, slice(0, pixels) if pixels > 0 else slice(pixels, None)] = 0
    np.testing.assert_array_equal(changed(stack, "shift", pixels / 6), rolled)


def test_a_shift_by_a_part_of_a_pixel_is_a_mixture_of_two(digits):
    whole, next_one = (changed(digits, "shift", pixels / 6) for pixels in (2, 3))
    assert np.abs(changed(digits, "shift", 2.25 / 6) - (0.75 * whole + 0.25 * next_one)).max() < 0.51


@pytest.mark.parametrize("strength", [0.01, 0.3, 0.5, 1])
def test_thickness_is_dilation_by_a_paraboloid_and_erosion_its_counterpart(digits, strength):
    offsets = np.arange(-3, 4)
    squares = offsets[:, None] ** 2 + offsets**2
    thick = ndimage.grey_dilation(
        digits.astype(float), structure=-255 * squares[None] / (1 + 2 * strength) ** 2, mode="constant"
    )
    assert np.abs(changed(digits, "thickness", strength) - thick).max() < 0.51
    thin = ndimage.grey_erosion(
        digits.astype(float), structure=-255 * squares[None] / (1 + 1.2 * strength) ** 2, mode="nearest"
    )
    assert np.abs(changed(digits, "thickness", -strength) - thin).max() < 0.51


def test_thickness_never_darkens_a_pixel_and_thinness_never_brightens_one(digits):
    steps = [changed(digits, "thickness", strength) for strength in np.linspace(-1, 1, 9)]
    assert (np.diff(steps, axis=0) >= 0).all()
    assert (np.diff([step.sum() for step in steps]) > 0).all()
    np.testing.assert_array_equal(steps[4], digits)


@pytest.mark.parametrize("strength", [-1, -0.3, 0.8])
def test_brightness_is_added_and_cut_off(digits, strength):
    expected = np.clip(digits.astype(float) + 160 * strength, 0, 255)
    assert np.abs(changed(digits, "brightness", strength) - expected).max() < 0.51


@pytest.mark.parametrize(("strength", "factor"), [(-1, 1 / 8), (-1 / 3, 1 / 2), (2 / 3, 4), (1, 8)])
def test_contrast_is_a_factor_about_middle_grey(digits, strength, factor):
    expected = np.clip(127.5 + factor * (digits - 127.5), 0, 255)
    assert np.abs(changed(digits, "contrast", strength) - expected).max() < 0.51


def test_an_inversion_is_the_negative_and_half_way_still_light_on_dark(digits):
    np.testing.assert_array_equal(changed(digits, "inversion", 1), 255 - digits.astype(int))
    half = changed(digits, "inversion", 0.5)
    assert np.abs(half - (0.75 * digits + 0.25 * (255 - digits.astype(float)))).max() < 0.51


def test_noise_is_gaussian_and_only_scaled_by_its_strength():
    grey = np.full((60, SIDE, SIDE), 128)
    weak, strong = (changed(grey, "noise", strength) - 128 for strength in (0.1, 0.2))
    assert np.abs(strong - 2 * weak).max() <= 2  # each is rounded
    assert weak.std() == pytest.approx(10, rel=0.02)
    assert weak.mean() == pytest.approx(0, abs=0.2)
    assert np.mean(np.abs(weak) < 9.5) == pytest.approx(0.658, abs=0.02)


def test_noise_depends_on_the_place_in_the_set_alone(digits):
    many = np.zeros((1_203, SIDE, SIDE), np.uint8)
    noisy = changed(many, "noise", 1)
    np.testing.assert_array_equal(noisy, changed(many, "noise", 1))
    np.testing.assert_array_equal(noisy[:777], changed(many[:777], "noise", 1))
    assert len({image.tobytes() for image in noisy}) == len(many)


@pytest.mark.parametrize("strength", [0.8, 1])
def test_a_blur_is_nearly_the_sampled_gaussian_where_that_is_wide(digits, strength):
    blurred = ndimage.gaussian_filter(
        digits.astype(float), (0, 2.5 * strength, 2.5 * strength), mode="constant"
    )
    difference = np.abs(changed(digits, "blur", strength) - blurred)
    assert difference.max() < 5
    assert difference.mean() < 0.6


@pytest.mark.parametrize("strength", [0.1, 0.2, 0.5])
def test_a_blur_spreads_a_pixel_with_its_variance_and_loses_no_light(strength):
    spread = blur(strength)(one_pixel(14, 13).astype(np.float32))[0].astype(float)
    rows, columns = np.indices(spread.shape)
    assert spread.sum() == pytest.approx(255, rel=1e-4)
    for distance in (rows - 14, columns - 13):
        assert (spread * distance).sum() == pytest.approx(0, abs=0.01)
        assert (spread * distance**2).sum() / 255 == pytest.approx((2.5 * strength) ** 2, rel=1e-3)
