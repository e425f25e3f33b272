"""Runs: the executions of experiments, the store they are recorded in, and the workers that train them."""
