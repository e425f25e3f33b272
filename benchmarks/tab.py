"""A visitor's tab without a browser: a websocket session that says and keeps what the page's script would.

It speaks the protocol of the installed Streamlit, protobufs over `/_stcore/stream`. It keeps what the page
shows of components and buttons, reruns fragments by their timers, and tells how long each answer took. Many
fit into one process: nothing is drawn, and a component's data are unpacked only when somebody asks. Unlike a
browser it does not tell the values of widgets that nobody touched, some 1,500 bytes; the server knows them.
"""

from __future__ import annotations

import asyncio
import json
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qs

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from benchmarks.answers import Answers
from benchmarks.message_cache import MessageCache
from benchmarks.timers import Timers

PATIENCE = 60.0  # seconds for an answer; only a broken server needs them
ERROR = 1  # of an alert's formats, the red one; the others are warnings and notes


class Tab:
    """One session with the app at `127.0.0.1:port`.

    Attributes:
        query: the address's part after "?".
        answers: to what was asked so far.
        errors: red boxes, exceptions and lost connections, in words.
    """

    def __init__(self, connection: ClientConnection, query: str) -> None:
        self.query, self.page = query, ""
        self.answers = Answers()
        self.errors: list[str] = []
        self._connection = connection
        self._timers = Timers(lambda fragment: self._send(fragment, []))
        self._components: dict[str, bytes] = {}
        self._buttons: dict[str, Any] = {}
        self._cache = MessageCache()

    async def ask(self, *pressed: str) -> None:
        """Have the whole page run, with buttons pressed, and wait until it has.

        Raises:
            ValueError: if a button is not on the page or cannot be pressed.
        """
        states = [WidgetState(id=self._button(key).id, trigger_value=True) for key in pressed]
        await asyncio.wait_for(await self._send("", states), PATIENCE)

    def data(self, key: str) -> dict[str, Any]:
        """What the component of a key was given last."""
        unpacked: dict[str, Any] = json.loads(zlib.decompress(self._components[key]))["data"]
        return unpacked

    @property
    def is_settled(self) -> bool:
        """Whether the page is not being drawn, nor will be by itself."""
        return not (self._timers or self.answers.is_under_way)

    @property
    def run_id(self) -> str | None:
        """The run that the address names."""
        return parse_qs(self.query).get("run", [None])[0]

    async def listen(self) -> None:
        """Take in what the server sends, until the connection ends; who then still waits is told."""
        try:
            async for frame in self._connection:
                self._take(self._cache.whole(ForwardMsg.FromString(frame)))
            self._fail("the server ended the connection")
        except (ConnectionClosed, KeyError) as error:
            self._fail(f"the connection was lost: {error!r}")

    def close(self) -> None:
        """Let no timer ask any more."""
        self._timers.stop()

    def _fail(self, sentence: str) -> None:
        self.errors.append(sentence)
        self.close()
        self.answers.fail(sentence)

    def _take(self, message: ForwardMsg) -> None:
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self._begin(message)
        elif kind == "script_finished":
            self._finish(message)
        elif kind == "auto_rerun":
            self._timers.start(message.auto_rerun.fragment_id, message.auto_rerun.interval)
        elif kind == "stop_auto_rerun":
            self._timers.stop(message.stop_auto_rerun.fragment_ids)
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            self._show(message.delta)

    def _begin(self, message: ForwardMsg) -> None:
        self.answers.begin(message.metadata.run.script_run_id)
        if not message.metadata.run.fragment_ids:
            self._timers.stop()
        self.page = message.new_session.page_script_hash

    def _finish(self, message: ForwardMsg) -> None:
        run, early = message.metadata.run, message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN
        self.answers.end(run.script_run_id, early=early)
        if not (early or self.answers.is_waited_for):  # else the server may yet name what it was told is here
            self._cache.grow_older(run.fragment_ids)
        if message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
            self.errors.append("the page's script does not compile")

    def _show(self, delta: Delta) -> None:
        element = delta.new_element
        kind = element.WhichOneof("type")
        if kind == "bidi_component":
            self._components[_key(element.bidi_component.id)] = element.bidi_component.bytes
        elif kind == "button":
            self._buttons[_key(element.button.id)] = element.button
        elif kind == "exception":
            self.errors.append(f"{element.exception.type}: {element.exception.message}")
        elif kind == "alert" and element.alert.format == ERROR:
            self.errors.append(element.alert.body)

    async def _send(self, fragment: str, states: list[WidgetState]) -> asyncio.Future[None]:
        """Ask for a run of the script, or of a fragment; what is returned is done when it is answered."""
        message = BackMsg()
        client = message.rerun_script
        client.query_string, client.page_script_hash, client.fragment_id = self.query, self.page, fragment
        client.is_auto_rerun = bool(fragment)
        client.widget_states.widgets.extend(states)
        client.cached_message_hashes.extend(self._cache.messages)
        answered = self.answers.ask(is_tick=bool(fragment))
        with suppress(ConnectionClosed):  # whoever listens hears of it too
            await self._connection.send(message.SerializeToString())
        return answered

    def _button(self, key: str) -> Any:
        button = self._buttons.get(key)
        if button is None or button.disabled:
            raise ValueError(f"button: {key!r} is {'greyed out' if button else 'not on the page'}.")
        return button


@asynccontextmanager
async def open_tab(port: int, query: str = "") -> AsyncIterator[Tab]:
    """A tab that goes to the start page's link of `query`: the page's HTML, its cookies, then a session."""
    cookie = await asyncio.to_thread(_cookies, port, query)
    address = f"127.0.0.1:{port}"
    async with connect(
        f"ws://{address}/_stcore/stream",
        origin=f"http://{address}",  # type: ignore[arg-type]  # a NewType of str
        subprotocols=["streamlit"],  # type: ignore[list-item]  # likewise
        additional_headers={"Cookie": cookie} if cookie else {},
        proxy=None,
        max_size=None,
    ) as connection:
        tab = Tab(connection, query)
        listening = asyncio.create_task(tab.listen())
        try:
            await tab.ask()
            yield tab
        finally:
            tab.close()
            listening.cancel()


def _cookies(port: int, query: str) -> str:
    """What the browser keeps of the page's answer, as it sends it back."""
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", f"/?{query}")
        answer = connection.getresponse()
        answer.read()
    finally:
        connection.close()
    kept = SimpleCookie(", ".join(answer.headers.get_all("Set-Cookie", [])))
    return "; ".join(f"{name}={morsel.value}" for name, morsel in kept.items())


def _key(widget_id: str) -> str:
    """The key that the app gave to a widget: "$$ID-4a7d1ed414474e40-train" has "train"."""
    return widget_id.removeprefix("$$ID-").partition("-")[2]
