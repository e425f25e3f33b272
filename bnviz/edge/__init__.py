"""The server's edge: what stands between the network and the pages. It knows HTTP and the store, no page."""

from bnviz.edge.server import Edge

__all__ = ["Edge"]
