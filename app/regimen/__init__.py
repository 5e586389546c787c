"""The view of several minerals: what is taken, what it gives, and the cheapest for the targets."""
