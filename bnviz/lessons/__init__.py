"""What is taught: presets with their claims, and the formulas with live numbers."""
