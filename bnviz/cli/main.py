"""Which commands there are, what each takes, and how it ends.

A command is the function `main` of a module here, of its name unless MODULES says otherwise, imported only
once it is called: help costs neither the settings nor the data nor the engine.
"""

from __future__ import annotations

import argparse
import os
import signal
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import NoReturn

from bnviz.cli.messages import Failure, Refusal, say
from bnviz.language import ENGLISH, LANGUAGES


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the arguments, by default those of this process, ask for; gives the exit status."""
    try:
        options = _parser().parse_args(arguments)
        module = MODULES.get(options.command, options.command)
        status: int = import_module(f"bnviz.cli.{module}").main(options)
    except Failure as failure:
        say(str(failure))
        return failure.status
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    return status


MODULES = {"import": "take_in"}  # whose name is a word of Python


class Parser(argparse.ArgumentParser):
    """A parser that answers what it does not understand with one sentence and no usage message."""

    def error(self, message: str) -> NoReturn:
        """Refuse the arguments."""
        raise Refusal(f"{' '.join(message.split())}; see {self.prog} --help.")


def _parser() -> Parser:
    parser = Parser(prog="python -m bnviz", description="Batch Normalization at work, from a terminal.")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    commands.add_parser("data", help="download MNIST unless it is here, verify it, and say where it is")
    commands.add_parser("presets", help="list the set-ups that show something, with what they claim")
    _add_run(commands.add_parser("run", help="train an experiment and report how its arms did"))
    _add_worker(commands.add_parser("worker", help="train what an app on this or another machine queues"))
    _add_verify(commands.add_parser("verify", help="check what the pages claim, by training it"))
    _add_pin(commands.add_parser("pin", help="keep a run for good, however old it gets"))
    _add_export(commands.add_parser("export", help="write a run as one zip, for any tool"))
    _add_import(commands.add_parser("import", help="bring a run back that was exported, here or elsewhere"))
    return parser


def _add_export(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("run", metavar="RUN", help="the run's name, as in the app's address behind ?run=")
    parser.add_argument("--out", metavar="FILE", type=Path, help="the zip (default: bnviz-RUN.zip)")
    parser.add_argument(
        "--language",
        metavar="CODE",
        default=ENGLISH,
        help=f"of its words: one of {', '.join(LANGUAGES)} (default: {ENGLISH})",
    )


def _add_import(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help="the zip that export wrote")


def _add_pin(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("run", metavar="RUN", help="the run's name, as in the app's address behind ?run=")
    parser.add_argument("--undo", action="store_true", help="let it be cleared again")


def _add_run(parser: argparse.ArgumentParser) -> None:
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--preset", metavar="NAME", help="train a preset")
    what.add_argument("--experiment", metavar="FILE", type=Path, help="train the experiment of a JSON file")
    parser.add_argument(
        "--set",
        metavar="NAME=VALUE",
        action="extend",
        nargs="+",
        default=[],
        help="change settings, such as depth=8 activation=relu; a wrong name is answered with all names",
    )
    parser.add_argument("--device", default="cpu", help="cpu (the default), cuda:0, mps")
    _add_threads(parser)
    parser.add_argument("--out", metavar="DIR", type=Path, help="write the experiment and its tables there")
    parser.add_argument("--json", action="store_true", help="report as one line of JSON")


def _add_worker(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--count", metavar="N", type=_count, help="how many runs at once (default: what BNVIZ_WORKERS says)"
    )
    parser.add_argument("--name", help="what the app's pages call this machine")


def _add_verify(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "names",
        metavar="NAME",
        nargs="*",
        help="claims, or how their names begin, such as why; a wrong one is answered with what there is",
    )
    parser.add_argument("--brief", action="store_true", help="only what takes a few seconds a claim")
    seeds = parser.add_mutually_exclusive_group()
    seeds.add_argument(
        "--seeds", metavar="N", type=_seed, nargs="+", default=[], help="instead of each claim's"
    )
    seeds.add_argument(
        "--record", action="store_true", help="write docs/claims.md, and what the pages tell of their claims"
    )
    parser.add_argument("--even-sample", action="store_true", help="record even what the sample showed")
    _add_threads(parser)


def _add_threads(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--threads", metavar="N", type=_threads, default=1, help="CPU threads (default: 1)")


def _seed(text: str) -> int:
    if not (text.isdecimal() and int(text) < 2**32):
        raise argparse.ArgumentTypeError(
            f"{text!r} is not allowed, choose a whole number from 0 to {2**32 - 1}"
        )
    return int(text)


def _count(text: str) -> int:
    if not (text.isdecimal() and 1 <= int(text) <= 256):
        raise argparse.ArgumentTypeError(f"{text!r} is not allowed, choose a whole number from 1 to 256")
    return int(text)


def _threads(text: str) -> int:
    most = os.cpu_count() or 1
    if not (text.isdecimal() and 1 <= int(text) <= most):
        raise argparse.ArgumentTypeError(f"{text!r} is not allowed, choose a whole number from 1 to {most}")
    return int(text)
