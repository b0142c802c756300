from django.urls import path

from lms.live.consumers import DoorbellConsumer

websocket_urlpatterns = [path("live/", DoorbellConsumer.as_asgi())]
