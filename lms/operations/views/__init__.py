"""The administrator's pages, a tab a module."""
