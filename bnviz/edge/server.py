"""All that stands around the pages, put together for `app.py`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import Route

from bnviz.edge.backstage import Backstage, Stage
from bnviz.edge.gate import Gate
from bnviz.edge.headers import SecurityHeaders
from bnviz.edge.readiness import readiness
from bnviz.edge.store_metrics import metrics
from bnviz.edge.visitor_cookie import VisitorCookie
from bnviz.host import Host

NOT_FOR_OUTSIDE = ("/_stcore/metrics", "/_stcore/upload_file")  # Streamlit's; no page of ours uploads
ITSELF = ("localhost", "127.0.0.1", "[::1]")  # health checks and proxies of the same machine


class Edge:
    """What the server has besides Streamlit's own: routes, middleware, and a life before and after the pages.

    Args:
        host: what this host decides.
        open_: opens what is behind the pages (see `Stage`).
        page: the HTML file that all pages start as.
        base: the path below which the app lies, as Streamlit's `server.baseUrlPath` has it.
    """

    def __init__(self, host: Host, open_: Callable[[], Backstage], page: Path, base: str = ""):
        root = f"/{base.strip('/')}".rstrip("/")
        stage = Stage(open_)
        self.lifespan = stage.lifespan
        self.routes = [Route(f"{root}/ready", readiness(stage))]
        if host.metrics:
            self.routes.append(Route(f"{root}/metrics", metrics(stage)))
        hosts = [*host.allowed_hosts.split(), *ITSELF] if host.allowed_hosts else ["*"]
        self.middleware = [
            Middleware(SecurityHeaders, embed_from=host.embed_from, page=page),
            Middleware(Gate, closed=tuple(f"{root}{path}" for path in NOT_FOR_OUTSIDE)),
            Middleware(TrustedHostMiddleware, allowed_hosts=hosts, www_redirect=False),
            Middleware(VisitorCookie, path=root or "/"),
        ]
