from __future__ import annotations

import itertools

from bnviz.figures.lesson.dots import dots_figure
from bnviz.figures.lesson.hues import OUTPUT, PLAIN

KINDS = ["turned", "noisy", "blurred"]
WAYS = {"BN": ([0.5, 0.9, 0.7], OUTPUT), "no BN": ([0.5, 0.8, 0.6], PLAIN)}


def test_each_share_has_a_dot_in_the_row_of_its_kind() -> None:
    figure = dots_figure(KINDS, WAYS, title="All", axis="right")
    rows = list(figure.layout.yaxis.ticktext)
    for trace in figure.data:
        for x, y, share, kind in zip(trace.x, trace.y, WAYS[trace.name][0], KINDS, strict=True):
            assert x == share
            assert rows[round(y)] == kind


def test_no_dot_hides_another_and_each_way_has_a_symbol_of_its_own() -> None:
    figure = dots_figure(KINDS, WAYS, title="All", axis="right")
    for one, other in itertools.combinations(figure.data, 2):
        assert one.marker.symbol != other.marker.symbol
        assert all(abs(a - b) > 0.1 for a, b in zip(one.y, other.y, strict=True))


def test_the_axis_is_the_same_for_any_shares() -> None:
    low = {name: ([0.1, 0.1, 0.1], hue) for name, (_, hue) in WAYS.items()}
    ranges = [dots_figure(KINDS, ways, title="All", axis="right").layout.xaxis.range for ways in (WAYS, low)]
    assert ranges[0] == ranges[1]


def test_those_who_cannot_see_it_are_told_every_share() -> None:
    alt = dots_figure(KINDS, WAYS, title="All", axis="right").layout.meta["alt"]
    assert alt == ("All. turned: BN 50%, no BN 50%; noisy: BN 90%, no BN 80%; blurred: BN 70%, no BN 60%.")
