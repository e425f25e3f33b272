import numpy as np
import torch
from numpy.testing import assert_allclose

from bnviz.maths import linear


def test_forward_and_gradients_equal_those_of_torch() -> None:
    generator = np.random.default_rng(1)
    u, w, above = (generator.standard_normal(shape) for shape in ((6, 4), (3, 4), (6, 3)))
    inputs, weight = torch.tensor(u, requires_grad=True), torch.tensor(w, requires_grad=True)
    output = torch.nn.functional.linear(inputs, weight)
    output.backward(torch.tensor(above))
    assert_allclose(linear.forward(u, w), output.detach().numpy(), atol=1e-12)
    found = linear.backward(above, u, w)
    assert_allclose(found.weight, weight.grad.numpy(), atol=1e-12)
    assert_allclose(found.inputs, inputs.grad.numpy(), atol=1e-12)
