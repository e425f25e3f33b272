"""What a tab may be told by its hash alone."""

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks.message_cache import OLDEST, MessageCache


def large(name: str, fragment: str = "") -> ForwardMsg:
    message = ForwardMsg(hash=name)
    message.metadata.cacheable = True
    message.delta.fragment_id = fragment
    message.delta.new_element.text.body = name
    return message


def test_a_message_that_is_named_is_the_one_that_came_before() -> None:
    cache = MessageCache()
    assert cache.whole(large("a")) == large("a")
    assert cache.whole(ForwardMsg(ref_hash="a")) == large("a")
    assert [*cache.messages] == ["a"]


def test_small_messages_are_not_kept() -> None:
    cache, small = MessageCache(), large("a")
    small.metadata.cacheable = False
    assert cache.whole(small) is small
    assert not cache.messages


def test_what_is_not_named_for_long_is_forgotten_and_what_is_named_stays() -> None:
    cache = MessageCache()
    for name in ("named", "unnamed"):
        cache.whole(large(name))
    for _ in range(OLDEST + 1):
        cache.grow_older([])
        cache.whole(ForwardMsg(ref_hash="named"))
    assert [*cache.messages] == ["named"]
    with pytest.raises(KeyError):
        cache.whole(ForwardMsg(ref_hash="unnamed"))


def test_a_run_of_a_fragment_makes_only_its_own_messages_older() -> None:
    cache = MessageCache()
    for name, fragment in (("its own", "f"), ("the page's", ""), ("another's", "g")):
        cache.whole(large(name, fragment))
    for _ in range(OLDEST + 1):
        cache.grow_older(["f"])
    assert [*cache.messages] == ["the page's", "another's"]
