"""The web server's own part: the gate before everything, the door to sign in by, and addresses of films."""

from dashboard.server.serving import SCRIPT, lifespan, middleware, routes

__all__ = ["SCRIPT", "lifespan", "middleware", "routes"]
