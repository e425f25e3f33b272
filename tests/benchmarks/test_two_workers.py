"""That two processes really do the same work at once, and end."""

import multiprocessing

from benchmarks.two_workers import TITLES, at_once, worker, works
from bnviz.data import Dataset


def test_two_processes_do_the_work_they_are_sent_and_end(dataset: Dataset) -> None:
    with worker(dataset) as one, worker(dataset) as other:
        processes = multiprocessing.active_children()
        assert len(processes) == 2
        assert at_once([one], "products") > 0
        assert at_once([one, other], "products") > 0
    assert not any(process.is_alive() for process in processes)


def test_every_work_has_a_figure(dataset: Dataset) -> None:
    assert works(dataset).keys() == TITLES.keys()
