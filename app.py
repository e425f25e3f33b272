"""bnviz: the app's server. `streamlit run app.py`, or `./scripts/app`, which installs what it needs first.

Here is what stands around the pages; they begin in `frame.py`.
"""

import sys
from pathlib import Path

import streamlit as st

from bnviz.edge import Edge
from bnviz.host import HostError, host
from bnviz.host.log import hush, start_log
from bnviz.ui.errors import mistake_told
from bnviz.ui.services import open_services

INDEX = Path(st.__file__).parent / "static" / "index.html"

try:
    settings = host()
except HostError as error:
    sys.exit(str(error))
start_log(settings.log)
hush("streamlit.error_util")  # `mistake_told` tells what is ours to tell
edge = Edge(settings, open_services, INDEX, st.get_option("server.baseUrlPath"))
app = st.App(
    "frame.py",
    lifespan=edge.lifespan,
    routes=edge.routes,
    middleware=edge.middleware,
    on_script_error=mistake_told,
)
