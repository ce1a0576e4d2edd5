"""ASGI middleware around every answer: base path, security headers, hosts and origins."""
