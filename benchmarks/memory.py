"""What the app's processes keep in memory once a run was trained and every figure of it was looked at."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from benchmarks.crowd import until_all_is_shown
from benchmarks.figure import Figure
from benchmarks.process import children, usage
from benchmarks.setting import Setting
from benchmarks.tab import open_tab
from bnviz.host import host
from bnviz.ui.look_link import FIGURES
from bnviz.views.views import VIEWS
from tests.browser.server import Server, running_app


def measure(_: Setting) -> list[Figure]:
    """Megabytes of the web process, and of the worker that has more of them."""
    with TemporaryDirectory() as folder, running_app(Path(folder), host().data_dir) as server:
        web = asyncio.run(followed_to_the_end(server, "preset=paper-figure-1"))
        workers = sorted(usage(worker).megabytes for worker in children(server.process_id))
    all_of_them = "of all: " + ", ".join(f"{each:.0f} MB" for each in workers)
    views = f"{len(VIEWS)} tabs, a view each, that followed it to its end"
    return [
        _megabytes("the web process's memory after the paper's Figure 1", web, 350, views),
        _megabytes("a worker's memory after it trained that", workers[-1], 600, all_of_them),
    ]


async def followed_to_the_end(server: Server, query: str) -> float:
    """Train what a link of the lab says, probed, recorded and scored, and look at it in every view.

    Returns:
        Megabytes of the web process when all is over, with the tabs still open.
    """
    async with AsyncExitStack() as tabs:
        first = await tabs.enter_async_context(open_tab(server.port, query))
        await first.ask("train")
        links = [urlencode({"run": first.run_id, FIGURES: view}) for view in VIEWS]
        others = [await tabs.enter_async_context(open_tab(server.port, link)) for link in links]
        await until_all_is_shown([first, *others])
        assert not (errors := [error for tab in (first, *others) for error in tab.errors]), errors
        return usage(server.process_id).megabytes


def _megabytes(what: str, value: float, target: float, behind: str) -> Figure:
    return Figure(what, value, target, at_least=False, form="{:.0f} MB", behind=behind)
