"""The inbox: events of other systems, each accepted once."""
