"""What the lesson The paper computes."""
