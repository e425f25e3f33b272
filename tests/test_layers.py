"""The rooms of the project and who may know whom: imports point down only.

Every import statement counts, at the top of a file, inside a function and under TYPE_CHECKING alike.
"""

import ast
from collections.abc import Collection, Iterator
from fnmatch import fnmatchcase
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent

# From the ground up. A module may import from its own room and from the rooms of lower floors.
FLOORS = (
    ("bnviz",),
    ("bnviz.language",),
    ("bnviz.maths",),
    ("bnviz.experiment",),
    ("bnviz.host",),
    ("bnviz.fields",),
    ("bnviz.data",),
    ("bnviz.training",),
    ("bnviz.runs",),
    ("bnviz.runs.workers", "bnviz.runs.forecast"),
    ("bnviz.figures", "bnviz.lessons", "bnviz.edge"),
    ("bnviz.views",),
    ("bnviz.export",),
    ("bnviz.ui",),
    ("scripts",),
)
SHOWN = ("bnviz.views", "bnviz.export", "bnviz.ui")
SCRIPTS = ("app", "frame", "pages", "bnviz.__main__", "bnviz.cli*")

# What only these may import, be it below others too or outside the project.
ONLY_IN = {
    "ray": ("bnviz.runs.workers.ray_driver",),
    "torch": ("bnviz.training",),
    "streamlit": ("bnviz.ui", "app", "frame", "pages"),
    "starlette": ("bnviz.edge",),
    "prometheus_client": ("bnviz.edge",),
    "tensorboard": ("bnviz.export",),
    "babel": ("bnviz.language",),
    "plotly": ("bnviz.figures", *SHOWN),
    "bnviz.training": ("bnviz.training", "bnviz.runs", "bnviz.lessons", "bnviz.ui", *SCRIPTS),
    "bnviz.training.*": ("bnviz.training", "bnviz.runs", "bnviz.cli*"),
    "bnviz.runs": ("bnviz.runs", "bnviz.lessons", "bnviz.edge", *SHOWN, *SCRIPTS),
    "bnviz.ui": ("bnviz.ui", "app", "frame", "pages"),
}

Imports = dict[str, set[str]]


def imports_of(root: Path) -> Imports:
    """For each module of the project at `root`, all modules that it imports."""
    files = [*root.glob("bnviz/**/*.py"), *root.glob("pages/**/*.py"), *root.glob("*.py")]
    modules = {module_name(file.relative_to(root)): file for file in files}
    return {name: set(imported(file, name, modules.keys())) for name, file in modules.items()}


def module_name(path: Path) -> str:
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(file: Path, name: str, modules: Collection[str]) -> Iterator[str]:
    """The modules that a file names; `from a import b` names a.b where that is a module, otherwise a."""
    package = name if file.name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            source = absolute(node, package)
            for alias in node.names:
                whole = f"{source}.{alias.name}"
                yield whole if whole in modules else source


def absolute(node: ast.ImportFrom, package: str) -> str:
    parents = package.split(".")[: package.count(".") + 2 - node.level] if node.level else []
    return ".".join([*parents, *filter(None, [node.module])])


def is_in(module: str, *rooms: str) -> bool:
    return any(fnmatchcase(module, pattern) for room in rooms for pattern in (room, f"{room}.*"))


def room_of(module: str) -> str | None:
    """The room of a module; "bnviz" for one that has none of its own, None for one of another project."""
    if is_in(module, *SCRIPTS):
        return "scripts"
    return next((room for floor in reversed(FLOORS) for room in floor if is_in(module, room)), None)


def floor_of(room: str) -> int:
    return next(number for number, floor in enumerate(FLOORS) if room in floor)


def violations(imports: Imports) -> list[str]:
    """A sentence for each import that does not point down, and for each module without a room."""
    return [
        *(f"{module} is in no room" for module in imports if room_of(module) == "bnviz" != module),
        *(
            f"{module} imports {target}"
            for module, targets in imports.items()
            for target in targets
            if points_up(module, target) or is_reserved(module, target)
        ),
    ]


def points_up(module: str, target: str) -> bool:
    room, other = room_of(module), room_of(target)
    if room is None or other is None or room == other:
        return False
    return floor_of(room) <= floor_of(other)


def is_reserved(module: str, target: str) -> bool:
    return any(is_in(target, name) and not is_in(module, *rooms) for name, rooms in ONLY_IN.items())


def cycle(imports: Imports) -> list[str]:
    """The modules of one import cycle, in order; empty if there is none."""
    inside = {module: targets & imports.keys() for module, targets in imports.items()}
    try:
        TopologicalSorter(inside).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def loaded_by(module: str, imports: Imports) -> set[str]:
    """The module, all that it imports, all that those import, and the packages that these lie in."""
    loaded: set[str] = set()
    found = {module}
    while found - loaded:
        name = (found - loaded).pop()
        loaded.add(name)
        found |= imports.get(name, set()) | {name.rpartition(".")[0]}
    return loaded - {""}


def test_imports_point_down_only() -> None:
    assert violations(imports_of(PROJECT)) == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    assert cycle(imports_of(PROJECT)) == []


def test_no_page_loads_torch_by_any_path() -> None:
    """The engine lives in the workers; a web process that held it too would be slow to start and large."""
    imports = imports_of(PROJECT)
    pages = [module for module in imports if is_in(module, "bnviz.ui", "bnviz.edge", "app", "frame", "pages")]
    assert [page for page in pages if "torch" in loaded_by(page, imports)] == []


def test_the_real_tree_is_looked_at() -> None:
    """What is known to be there is found, and so is what it imports."""
    imports = imports_of(PROJECT)
    assert "bnviz.experiment" in imports["bnviz.fields.table"]
    assert any("torch" in targets for module, targets in imports.items() if is_in(module, "bnviz.training"))


def tree(root: Path, files: dict[str, str]) -> Imports:
    for name, text in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return imports_of(root)


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("app.py", "import streamlit\nimport bnviz.ui.controls\nfrom bnviz import runs"),
        ("pages/depth.py", "from bnviz.lessons.presets import PRESETS"),
        ("bnviz/cli.py", "from bnviz import data\nfrom bnviz.runs.store import Store"),
        ("bnviz/__main__.py", "from bnviz.cli import main"),
        ("bnviz/ui/controls.py", "import plotly.io, streamlit.components\nfrom .. import figures"),
        ("bnviz/ui/services.py", "from bnviz.training import VERSION"),
        ("bnviz/figures/loss.py", "from . import style\nfrom bnviz.maths import shift\nimport plotly"),
        ("bnviz/training/stack.py", "from torch.nn import functional\nfrom bnviz.data import batches"),
        ("bnviz/fields.py", "from bnviz.experiment import Setup"),
        ("bnviz/maths/shift.py", "import numpy\nfrom bnviz import __version__\nfrom torchless import x"),
    ],
)
def test_what_points_down_is_allowed(tmp_path: Path, file: str, text: str) -> None:
    assert violations(tree(tmp_path, {file: text})) == []


@pytest.mark.parametrize(
    ("file", "text", "complaint"),
    [
        ("bnviz/maths/shift.py", "import bnviz.experiment", "imports bnviz.experiment"),
        ("bnviz/maths/shift.py", "from ..experiment import Setup", "imports bnviz.experiment"),
        ("bnviz/experiment.py", "from .fields import field", "imports bnviz.fields"),
        ("bnviz/runs/store.py", "def f():\n    import bnviz.ui.plot", "imports bnviz.ui.plot"),
        ("bnviz/data/mnist.py", "if TYPE_CHECKING:\n    from bnviz.runs import Run", "imports bnviz.runs"),
        ("bnviz/lessons/presets.py", "from bnviz.figures.loss import f", "imports bnviz.figures.loss"),
        ("bnviz/figures/loss.py", "from bnviz.runs.tables import f", "imports bnviz.runs.tables"),
        ("bnviz/figures/loss.py", "from bnviz.training import VERSION", "imports bnviz.training"),
        ("bnviz/ui/live.py", "from bnviz.training.loop import f", "imports bnviz.training.loop"),
        ("bnviz/runs/workers/worker.py", "import torch.nn", "imports torch.nn"),
        ("bnviz/runs/workers/worker.py", "from streamlit import x", "imports streamlit"),
        ("bnviz/cli_train.py", "import streamlit as st", "imports streamlit"),
        ("bnviz/__main__.py", "import bnviz.ui", "imports bnviz.ui"),
        ("pages/depth.py", "import plotly.graph_objects as go", "imports plotly.graph_objects"),
        ("bnviz/ui/panel.py", "import app", "imports app"),
        ("bnviz/__init__.py", "from bnviz.maths import shift", "imports bnviz.maths"),
        ("bnviz/tools.py", "", "is in no room"),
    ],
)
def test_what_does_not_is_caught(tmp_path: Path, file: str, text: str, complaint: str) -> None:
    assert violations(tree(tmp_path, {file: text})) == [f"{module_name(Path(file))} {complaint}"]


def test_a_name_taken_from_a_package_is_the_module_it_names(tmp_path: Path) -> None:
    imports = tree(tmp_path, {"bnviz/maths/shift.py": "from .. import fields", "bnviz/fields.py": ""})
    assert violations(imports) == ["bnviz.maths.shift imports bnviz.fields"]


def test_a_long_path_to_torch_is_caught(tmp_path: Path) -> None:
    files = {
        "app.py": "from bnviz.runs.store import Store",
        "bnviz/runs/__init__.py": "from bnviz.runs.workers.worker import work",
        "bnviz/runs/workers/worker.py": "from bnviz.training.stack import Stack",
        "bnviz/training/stack.py": "import torch",
    }
    assert "torch" in loaded_by("app", tree(tmp_path, files))


def test_a_circle_is_caught_even_where_one_import_is_for_types_only(tmp_path: Path) -> None:
    files = {
        "bnviz/runs/store.py": "from bnviz.runs import run",
        "bnviz/runs/run.py": "if TYPE_CHECKING:\n    from .store import Store",
    }
    assert set(cycle(tree(tmp_path, files))) == {"bnviz.runs.store", "bnviz.runs.run"}
    assert cycle(tree(tmp_path, {"bnviz/runs/run.py": ""})) == []
