"""What the lesson by hand computes: small numbers, and the arithmetic written out."""
