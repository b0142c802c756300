import datetime as dt

from events.subscriptions import periodic
from lms.accounts import services


@periodic(at=dt.time(2, 20))
def forget_sessions(*, at: dt.datetime) -> None:
    services.forget_sessions(at=at)
