"""What is shown and what is sent: each module a page or two of the service."""
