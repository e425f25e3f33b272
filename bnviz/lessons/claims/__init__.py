"""The claims of all pages and presets, each a check: `python -m bnviz verify`."""
