"""Whether the app can serve visitors: the store answers, and somebody trains."""

from __future__ import annotations

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import JSONResponse

from bnviz.edge.backstage import STORE_TROUBLE, Stage
from bnviz.runs.database import StoreError

NO_WORKER = "No worker is alive."


def readiness(stage: Stage) -> Callable[[Request], JSONResponse]:
    """The endpoint that answers 200 if the app is ready, else 503 with one sentence."""

    def ready(_request: Request) -> JSONResponse:
        reason = _hindrance(stage)
        if reason:
            return JSONResponse({"ready": False, "reason": reason}, 503, NEVER_KEPT)
        return JSONResponse({"ready": True}, 200, NEVER_KEPT)

    return ready


def _hindrance(stage: Stage) -> str | None:
    backstage = stage.backstage
    if backstage is None:
        return stage.trouble
    try:
        return None if backstage.workers_alive() else NO_WORKER
    except StoreError:
        return STORE_TROUBLE


NEVER_KEPT = {"Cache-Control": "no-store"}
