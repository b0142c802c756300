"""From Wagtail's signals to the services of courses."""
