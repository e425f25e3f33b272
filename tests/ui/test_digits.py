from __future__ import annotations

import base64
import re
from html.parser import HTMLParser
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from bnviz.data.sample import read_sample
from bnviz.ui.digits import strip

SIDE = 28
BLANK = np.zeros((2, SIDE, SIDE), np.uint8)


class Reader(HTMLParser):
    """Collects the attributes of every tag and the text outside the style sheet."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.tags[-1][0] != "style" and data.strip():
            self.texts.append(data)


def picture(html: str) -> Image.Image:
    (data,) = re.findall(r"url\(data:image/png;base64,([^)]+)\)", html)
    return Image.open(BytesIO(base64.b64decode(data)))


@pytest.fixture(scope="module")
def digits() -> np.ndarray:
    return read_sample().test_images.reshape(-1, SIDE, SIDE)


def test_brightness_is_opacity_and_each_digit_has_its_place(digits: np.ndarray):
    html = strip(digits[:3], ["1", "2", "3"], alt="Three digits.")
    opacity = np.asarray(picture(html).convert("RGBA"))[..., 3]
    assert opacity.shape == (SIDE, 3 * SIDE)
    for place in range(3):
        part = opacity[:, place * SIDE : (place + 1) * SIDE].astype(int)
        assert np.abs(part - digits[place]).max() <= 255 / 15 / 2 + 1
    assert [tag[1]["style"] for tag in Reader(html).tags if tag[0] == "span"] == ["--n:0", "--n:1", "--n:2"]


def test_paper_and_ink_are_exact():
    images = np.stack([np.zeros((SIDE, SIDE), np.uint8), np.full((SIDE, SIDE), 255, np.uint8)])
    opacity = np.asarray(picture(strip(images, ["", ""], alt="")).convert("RGBA"))[..., 3]
    assert set(opacity[:, :SIDE].flat) == {0}
    assert set(opacity[:, SIDE:].flat) == {255}


def test_captions_stand_under_their_digits_in_order():
    assert Reader(strip(BLANK, ["5", "4 → 9"], alt="")).texts == ["5", "4 → 9"]


def test_the_strip_is_a_picture_with_words():
    (attributes,) = [
        tag[1] for tag in Reader(strip(BLANK, ["", ""], alt="Two digits.")).tags if "role" in tag[1]
    ]
    assert (attributes["role"], attributes["aria-label"]) == ("img", "Two digits.")


def test_words_are_shown_as_they_are():
    hostile = '"><script>alert(1)</script>'
    reader = Reader(strip(BLANK, [hostile, "&amp;"], alt=hostile))
    assert {tag for tag, _ in reader.tags} == {"div", "span", "style"}
    assert reader.tags[0][1]["aria-label"] == hostile
    assert "".join(reader.texts) == f"{hostile}&amp;"


def test_a_mini_batch_is_small(digits: np.ndarray):
    for start in range(0, 960, 60):
        html = strip(digits[start : start + 60], ["4 → 9"] * 60, alt="4 → 9, " * 60)
        assert len(html.encode()) <= 12_000


@pytest.mark.parametrize("shape", [(2, 784), (0, SIDE, SIDE), (2, SIDE, 27), (SIDE, SIDE)])
def test_images_of_another_shape_are_refused(shape: tuple[int, ...]):
    with pytest.raises(ValueError, match=rf"^images: the shape is {re.escape(str(shape))};"):
        strip(np.zeros(shape, np.uint8), [""] * shape[0], alt="")


def test_captions_that_do_not_match_are_refused():
    with pytest.raises(ValueError, match=r"^captions: there are 1; 2 are needed, one for each image\.$"):
        strip(BLANK, ["5"], alt="")
