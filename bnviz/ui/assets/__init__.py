"""Pictures and styles of the app, by path."""

from pathlib import Path

_HERE = Path(__file__).parent

ICON = str(_HERE / "icon.svg")
LOGO = str(_HERE / "logo.svg")
PAGE_STYLE = _HERE / "page.css"
