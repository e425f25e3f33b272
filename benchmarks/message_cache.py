"""What a browser keeps of large messages, so that the server need not send them again."""

from __future__ import annotations

from collections.abc import Collection

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

OLDEST = 2  # runs of the script that a message outlives without being named; Streamlit's own default


class MessageCache:
    """The messages of one tab that the server may name by their hash.

    Attributes:
        messages: by hash, each with the count of runs when it was last named.
    """

    def __init__(self) -> None:
        self.messages: dict[str, tuple[ForwardMsg, int]] = {}
        self.runs = 0

    def whole(self, message: ForwardMsg) -> ForwardMsg:
        """The message itself, or the one that it names.

        Raises:
            KeyError: if the server names one that it should know to be gone.
        """
        if message.WhichOneof("type") != "ref_hash":
            if message.metadata.cacheable:
                self.messages[message.hash] = message, self.runs
            return message
        named = self.messages[message.ref_hash][0]
        self.messages[message.ref_hash] = named, self.runs
        return named

    def grow_older(self, fragments: Collection[str]) -> None:
        """At the end of a run, forget what was not named for long; of a fragment's run only its own."""
        self.runs += 1
        for name, (message, named) in list(self.messages.items()):
            theirs = not fragments or message.delta.fragment_id in fragments
            if theirs and self.runs - named > OLDEST:
                del self.messages[name]
