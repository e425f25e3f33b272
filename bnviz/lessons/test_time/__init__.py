"""The lesson of test time: which mean and variance an example is normalised with when training is over."""
