"""Households, the people in them and the passes issued to them; it knows nothing of passages."""
