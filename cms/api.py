"""The door of ``cms``: what other packages may import from it."""
