"""What there is to see of a run: its picture, and the figures that show it."""
