"""One server for HTTP and sockets: HTTP is WSGI in threads, and never Django's ASGI handler.

That handler makes a thread, and with it a database connection, for each
request; docs/decisions/0009 has the figures.
"""

from a2wsgi import WSGIMiddleware
from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator

from config.wsgi import application as http

# Only now: Django is set up by the import above.
from lms.live.routing import websocket_urlpatterns

HTTP_THREADS = 8

application = ProtocolTypeRouter(
    {
        "http": WSGIMiddleware(http, workers=HTTP_THREADS),  # type: ignore[arg-type]  # a handler is a WSGI application; its stubs say less
        "websocket": AllowedHostsOriginValidator(
            AuthMiddlewareStack(URLRouter(websocket_urlpatterns))
        ),
    }
)
