"""That the app is really started, and a run of its really trained and looked at."""

import asyncio
from contextlib import closing
from pathlib import Path

from benchmarks.memory import followed_to_the_end
from benchmarks.process import children
from benchmarks.start import first_page
from bnviz.runs.store import Store
from tests.browser.server import running_app


def test_a_start_goes_on_to_the_first_page() -> None:
    start = first_page()
    assert start.seconds > 0
    assert start.processor_seconds > 0


def test_a_run_is_trained_and_followed_to_its_end_in_every_view(tmp_path: Path) -> None:
    with running_app(tmp_path, mnist=None) as server, closing(Store(server.database)) as store:
        assert asyncio.run(followed_to_the_end(server, "steps=100")) > 0
        assert [(run.state, run.step) for run in store.recent()] == [("done", 100)]
        assert children(server.process_id)
