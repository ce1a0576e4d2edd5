"""The views of the administrator's page, one a file."""
