"""A page for each module, made from its docstrings: `./scripts/docs`."""

import sys
import typing
from collections.abc import Iterator
from importlib import import_module
from inspect import getmembers, isclass
from pathlib import Path
from pkgutil import walk_packages

import pdoc

from bnviz.host.log import hush


def build(folder: Path, *packages: str) -> None:
    """Write the pages of some packages, with all that is in them, into a folder."""
    hush("streamlit.runtime.caching.cache_data_api")  # it misses the server that pages run in
    modules = [name for package in packages for name in modules_of(package)]
    for name in modules:
        resolve_named_tuples(name)
    pdoc.render.configure(docformat="google")
    pdoc.pdoc(*packages, *filter(is_left_out, modules), output_directory=folder)


def modules_of(package: str) -> Iterator[str]:
    """All modules in a package, but for those that do something when they are imported."""
    found = walk_packages(import_module(package).__path__, f"{package}.")
    return (module.name for module in found if not module.name.endswith("__main__"))


def is_left_out(module: str) -> bool:
    """Whether pdoc takes a module for private, as its package has a list of what it offers."""
    return hasattr(import_module(module.rpartition(".")[0]), "__all__")


def resolve_named_tuples(module: str) -> None:
    """Give the constructors of a module's named tuples their types: pdoc looks for them in another place."""
    for _, found in getmembers(import_module(module), isclass):
        if found.__module__ == module and hasattr(found, "_fields"):
            found.__new__.__annotations__ = typing.get_type_hints(found)


if __name__ == "__main__":
    build(Path(sys.argv[1]), *sys.argv[2:])
