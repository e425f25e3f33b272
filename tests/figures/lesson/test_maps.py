import numpy as np

from bnviz.figures.lesson.maps import maps_figure

ROWS = {"Wu": np.arange(24.0).reshape(2, 4, 3) - 5, "BN": -np.ones((2, 4, 3))}


def test_there_is_a_tile_for_each_map_with_its_values_and_its_rows_scale() -> None:
    shown = maps_figure(ROWS, ["blur", "edges"], title="Maps")
    tiles = {trace.name: trace for trace in shown.data}
    assert list(tiles) == ["Wu, blur", "Wu, edges", "BN, blur", "BN, edges"]
    np.testing.assert_array_equal(tiles["Wu, edges"]["z"], ROWS["Wu"][1])
    assert tiles["Wu, blur"]["coloraxis"] == tiles["Wu, edges"]["coloraxis"] != tiles["BN, blur"]["coloraxis"]
    assert len({(trace["xaxis"], trace["yaxis"]) for trace in shown.data}) == 4


def test_zero_is_in_the_middle_of_each_scale_and_images_stand_upright() -> None:
    layout = maps_figure(ROWS, ["blur", "edges"], title="Maps").layout
    for axis in ("coloraxis", "coloraxis2"):
        assert layout[axis]["cmin"] == -layout[axis]["cmax"] < 0
    assert layout["yaxis"]["autorange"] == "reversed"
    assert layout["yaxis4"]["scaleanchor"] == "x4"
    assert "Wu from −5.00 to 18.0" in layout["meta"]["alt"]
