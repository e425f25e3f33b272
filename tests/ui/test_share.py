"""The snippet for a course's page is HTML that frames exactly the page it is of."""

from html.parser import HTMLParser

import pytest

from bnviz.ui.share import embed_snippet

ADDRESSES = (
    "https://bn.example/?view=lesson&embed=true",
    "https://bn.example/why?section=ghosts&view=lesson&embed=true",
    'https://bn.example/?x="><script>alert(1)</script>&embed=true',
)


class Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_snippet_is_one_frame_with_a_name_for_those_who_cannot_see_it(address: str) -> None:
    ((tag, attributes),) = Tags(embed_snippet(address)).found
    assert tag == "iframe"
    assert attributes["src"] == address
    assert attributes["title"]
