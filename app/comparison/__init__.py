"""What the comparison comes to: the finding and the checks."""
