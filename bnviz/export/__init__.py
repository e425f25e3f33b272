"""A run taken home: its tables, figures, weights and code, as files."""
