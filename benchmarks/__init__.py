"""The figures of docs/performance.md, each measured against its target: `python -m benchmarks`."""
