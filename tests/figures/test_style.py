from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from bnviz.experiment import NORMALIZATIONS
from bnviz.figures.style import arm_styles

THEME = tomllib.loads(Path(__file__).parents[2].joinpath(".streamlit/config.toml").read_text())["theme"]


def several(normalization: str, count: int):
    return arm_styles([f"arm {i}" for i in range(count)], [normalization] * count)


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_every_normalization_of_an_experiment_has_a_style():
    assert len(arm_styles(NORMALIZATIONS, NORMALIZATIONS)) == len(NORMALIZATIONS)


def test_a_normalization_looks_the_same_whatever_stands_beside_it():
    alone = arm_styles(["no BN"], ["none"])[0]
    beside = arm_styles(["BN", "no BN"], ["batch", "none"])[1]
    assert (alone.colour, alone.dash) == (beside.colour, beside.dash)


def test_two_normalizations_share_neither_a_colour_nor_a_dash():
    looks = [several(name, 8) for name in NORMALIZATIONS]
    for cue in ("colour", "dash"):
        seen = [{getattr(style, cue) for style in styles} for styles in looks]
        assert sum(map(len, seen)) == len(set.union(*seen))


@pytest.mark.parametrize("normalization", NORMALIZATIONS)
def test_arms_of_one_normalization_are_told_apart(normalization):
    styles = several(normalization, 8)
    assert len({(style.colour, style.marker) for style in styles}) == 8
    assert {style.dash for style in styles} == {styles[0].dash}
    assert not any(style.alone for style in styles)


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("normalization", NORMALIZATIONS)
def test_colours_stand_out_from_both_backgrounds(normalization, mode):
    background = THEME[mode]["backgroundColor"]
    assert all(contrast(style.colour, background) >= 3 for style in several(normalization, 2))


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_theme_is_readable(mode):
    theme = THEME[mode]
    for text in ("textColor", "linkColor", "codeTextColor"):
        for background in ("backgroundColor", "secondaryBackgroundColor"):
            assert contrast(theme[text], theme[background]) >= 4.5
    assert contrast("#FFFFFF", theme["primaryColor"]) >= 4.5  # the text of a primary button


def test_the_theme_counts_colours_as_the_figures_do():
    styles = arm_styles(NORMALIZATIONS, NORMALIZATIONS)
    assert THEME["chartCategoricalColors"][: len(styles)] == [style.colour for style in styles]


def test_a_tint_is_the_colour_at_an_opacity():
    assert arm_styles(["BN"], ["batch"])[0].tint(0.25) == "rgba(0,114,178,0.25)"


def test_a_label_names_the_arm_and_shows_its_colour():
    (style,) = arm_styles(["BN lr 0.5"], ["batch"])
    assert style.label.endswith(" BN lr 0.5")
    assert style.colour in style.label


def test_an_unknown_normalization_is_refused():
    known = ", ".join(NORMALIZATIONS)
    with pytest.raises(ValueError, match=rf"^normalization: 'group' has no colour; known are {known}\.$"):
        arm_styles(["GN"], ["group"])


def test_batch_normalization_is_a_normalization_and_none_is_not():
    assert [style.normalised for style in arm_styles(["BN", "no BN"], ["batch", "none"])] == [True, False]
