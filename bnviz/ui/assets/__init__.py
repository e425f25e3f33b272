"""Pictures and styles of the app, by path."""

from pathlib import Path

_HERE = Path(__file__).parent

ICON = str(_HERE / "icon.svg")
LOGO = str(_HERE / "logo.svg")
PAGE_STYLE = _HERE / "page.css"
PRINT_STYLE = _HERE / "print.css"
SCREEN_STYLES = {"present": _HERE / "present.css", "lesson": _HERE / "lesson.css"}
"""What a page adds for a screen that is not a visitor's own, by the word that its link has for it."""
