"""Search: writing the projection, following it, answering from it."""
