"""The engine: all arms of an experiment trained in lockstep, and what is measured on them.

The only room that imports torch; this file does not, so that others may ask for the version.
"""

ENGINE_VERSION = "3"
"""Part of a run's key: raised whenever the same experiment would give other numbers than before."""
