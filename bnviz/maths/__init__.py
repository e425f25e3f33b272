"""The formulas as the paper writes them, in float64 numpy: the reference that all else is tested against.

"The paper" is Ioffe & Szegedy, *Batch Normalization* (2015), arXiv 1502.03167v3. Each module holds one
concept and knows none of the project's rooms; clarity comes before speed throughout.
"""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
