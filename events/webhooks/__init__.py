"""Webhooks: events leave the house, signed, to addresses that administrators enter.

Each endpoint is a consumer of its own with a lane of its own, so that one which
is down or slow delays nobody.
"""
