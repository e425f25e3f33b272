"""Runs: the executions of experiments, and the store that all who train and all who look share."""
