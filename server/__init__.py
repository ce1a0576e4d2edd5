"""The ASGI side of the app: headers, compression, routes, health, logs."""
