"""What the claims measure, a module for each page: the values that decide."""
