"""What the host of an app decides: one settings object, filled from environment variables."""

from bnviz.host.settings import Host, HostError, host

__all__ = ["Host", "HostError", "host"]
