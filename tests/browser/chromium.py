"""Where this machine's Chromium is, and what it needs to run without a screen."""

from __future__ import annotations

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def found() -> str | None:
    """The browser's program; None where there is none."""
    return os.environ.get("BNVIZ_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
