"""Where Django finds the models of each area; import them from the area."""
