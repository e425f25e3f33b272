"""What the lesson Why it works computes."""
