"""How a component reaches the browser: its script once, its data compressed.

Streamlit sends a component's script along with its data at every tick. What it is given here is a few lines
(`loader.js`) that unpack the data and import the real script, which the browser fetches once and keeps.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.components.v1.custom_component import CustomComponent
from streamlit.runtime import exists, get_instance

LOADER = (files(__package__) / "loader.js").read_text(encoding="utf-8")
"""The script to register: hands data made by `packed` to the default export of the script they name."""


def packed(script: Path, data: Mapping[str, Any]) -> bytes:
    """The data of a component that runs `script`: compressed JSON, for the loader.

    Args:
        script: a file; its whole folder is served, so that it can import its neighbours.
        data: what the script gets. Arrays repeated in it cost next to nothing.
    """
    version = _digest(script.parent)  # in the address, so that no browser keeps the script of another version
    address = f"{served(f'{script.stem}-{version}', script.parent)}/{script.name}"
    return zlib.compress(json.dumps({"script": address, "data": data}).encode())


@cache  # and not Streamlit's, which any visitor may have forgotten
def served(name: str, folder: Path) -> str:
    """Have the app's server hand out the files of a folder, and return the address it has there.

    Any thread may ask: `declare_component` would do it for a page's own only.
    """
    component = CustomComponent(f"{__name__}.{name}", str(folder), module_name=__name__)
    if exists():  # a page run for a test has no server
        get_instance().component_registry.register_component(component)
    base = str(st.get_option("server.baseUrlPath")).strip("/")
    return f"{'/' + base if base else ''}/component/{component.name}"


@cache
def _digest(folder: Path) -> str:
    texts = [file.read_bytes() for file in sorted(folder.glob("*.js"))]
    return hashlib.sha256(b"\n".join(texts)).hexdigest()[:8]
