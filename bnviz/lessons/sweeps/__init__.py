"""What the lesson Sweeps computes."""
