"""Settings for all tests."""

import os

from hypothesis import settings

# How long an example takes says how busy the machine is, not whether the code is right. Where a machine
# decides, it decides the same each time: chance finds are for people.
settings.register_profile("bnviz", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("bnviz")
