"""All settings of a host, each an environment variable: its name in capitals behind `BNVIZ_`.

The limits suit a host that a class of thirty shares; no lesson and no preset asks for more.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, ValidationError
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "BNVIZ_"


class HostError(Exception):
    """A setting of the host is not allowed; the message is one sentence for a person."""


def _words(form: str, allowed: str) -> AfterValidator:
    """Lets through a text whose words all have the form, a regular expression."""

    def checked(text: str) -> str:
        if not all(re.fullmatch(form, word) for word in text.split()):
            raise PydanticCustomError("words", "it should be {allowed}", {"allowed": allowed})
        return text

    return AfterValidator(checked)


_NAME = r"(\*\.)?[A-Za-z0-9.-]+"
Names = Annotated[str, _words(_NAME, "names such as bn.example.org or *.example.org, with spaces between")]
Sites = Annotated[
    str,
    _words(
        rf"\*|(https?://)?{_NAME}(:[0-9]+)?",
        "*, none, or sites such as https://course.example.org, with spaces between",
    ),
]


class Host(BaseSettings):
    """What the host decides; counts are per host unless they say otherwise."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore", env_ignore_empty=True)

    data_dir: Path | None = Field(None, description="a folder with the four official MNIST files")
    mnist_mirrors: str = Field("", description="where to download them from, instead of the public mirrors")
    database_url: str = Field("", description="where runs are kept; else a SQLite file in the data folder")

    executor: Literal["pool", "workers", "ray"] = Field(
        "pool", description="who trains: own worker processes, workers started elsewhere, or a Ray cluster"
    )
    workers: Annotated[int, Field(ge=1, le=256)] = Field(
        default_factory=lambda: os.cpu_count() or 1, description="worker processes of the pool, one core each"
    )
    ray_address: str = Field("", description="the Ray cluster, HOST:PORT; else what RAY_ADDRESS says")
    ray_gpus: Annotated[float, Field(gt=0, le=1)] = Field(
        0.25, description="the share of a GPU that a run on a Ray cluster takes"
    )
    running_per_visitor: Annotated[int, Field(ge=1, le=1000)] = Field(
        4, description="runs of one visitor that train at once while others wait"
    )
    queued_per_visitor: Annotated[int, Field(ge=1, le=10_000)] = Field(
        20, description="runs of one visitor that wait at once"
    )
    queued: Annotated[int, Field(ge=1, le=100_000)] = Field(400, description="runs that wait at once")
    run_minutes: Annotated[float, Field(gt=0, le=100_000)] = Field(
        15.0, description="the longest training that a visitor may ask for, as estimated before"
    )
    run_megabytes: Annotated[float, Field(gt=0, le=1_000_000)] = Field(
        500.0,
        description="the largest training that a visitor may ask for: its parameters and one step's values",
    )
    turn_seconds: Annotated[float, Field(ge=1, le=86_400)] = Field(
        10.0, description="how long a run trains before it gives others a turn, if they wait"
    )
    unwatched: Literal["pause", "stop", "continue"] = Field(
        "pause", description="what becomes of a run that nobody watches"
    )
    unwatched_seconds: Annotated[float, Field(ge=5, le=86_400)] = Field(
        70.0, description="how long nobody must have looked; browsers let a hidden page look once a minute"
    )
    store_megabytes: Annotated[float, Field(ge=10, le=10_000_000)] = Field(
        4_000.0, description="the size of the store beyond which the oldest runs are cleared"
    )
    keep_days: Annotated[float, Field(gt=0, le=36_500)] = Field(
        90.0,
        description="the age at which a finished run is cleared, and what a visitor noted who stays away",
    )
    allowed_hosts: Names = Field(
        "", description="the names under which the app is served, with spaces between; without: any name"
    )
    embed_from: Sites = Field(
        "*", description="the sites whose pages may show the app in a frame (?embed=true); *: any, none: none"
    )
    log: Literal["plain", "json"] = Field("plain", description="the form of the log: for a terminal, or JSON")
    metrics: bool = Field(False, description="whether /metrics answers on the app's own port")


def host() -> Host:
    """The settings of this process's host, as the environment has them now.

    Raises:
        HostError: if a variable holds what is not allowed; one sentence.
    """
    try:
        return Host()
    except ValidationError as error:
        first = error.errors()[0]
    variable = PREFIX + str(first["loc"][0]).upper()
    raise HostError(f'{variable}: "{first["input"]}" is not allowed: {first["msg"]}.')
