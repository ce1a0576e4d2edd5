"""The ASGI side of the app: headers, compressed assets, routes, health, logs."""
