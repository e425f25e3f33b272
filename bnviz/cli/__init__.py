"""The command line: the same data, experiments and runs as on the pages, in a terminal.

What was asked for goes to stdout, everything said besides to stderr. A command ends with status 0 if it did
what was asked, 1 if that failed, 2 if it could not be understood, and 128 + n if signal n ended it.
"""
