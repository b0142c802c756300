"""What an event backbone of a learning platform is expected to tell, and this product can't yet.

For each the reason: a part that isn't built, or another event that tells it. Who builds
the part moves the line from here into the catalogue; a test keeps the two apart.
"""

from collections.abc import Mapping

_APPLICATIONS = "nobody applies here: places are given by the team"
_PLACES = "a place is open or left; `learning.enrolment.exited` says why"
_TIMED = "no attempt has a clock or a beginning of its own"
_MARKED = "an answer is marked when it is given: `learning.assessment.attempt.submitted` tells how"
_HANDED_IN = "nothing is handed in yet"
_DEADLINES = "lessons have no deadlines"
_CREDENTIALS = "attestations aren't issued here yet"
_FORUM = "there is no forum: the team writes, `learning.announcement.published`"
_LIVE = "no class is held online"
_ATTENDANCE = "roll is called on paper"
_FOLLOW_UP = "internships and follow-up aren't kept here yet"

ABSENT: Mapping[str, str] = {
    "content.asset.processed": "pictures are made when they are first shown, films aren't converted",
    "content.asset.processing_failed": "as above",
    "learning.cohort.scheduled": "`learning.cohort.opened` tells it, with the days of the season",
    "learning.enrolment.requested": _APPLICATIONS,
    "learning.enrolment.approved": _APPLICATIONS,
    "learning.enrolment.rejected": _APPLICATIONS,
    "learning.enrolment.suspended": _PLACES,
    "learning.enrolment.resumed": "who comes back has a new place: `learning.enrolment.created`",
    "learning.enrolment.cancelled": _PLACES,
    "learning.enrolment.expired": "a place has no last day of its own",
    "learning.enrolment.transferred": "`learning.cohort.member.removed` and `.added` tell it",
    "learning.lesson.completion_revoked": "a completion is never taken away",
    "learning.prerequisite.satisfied": "every lesson is open from the beginning",
    "learning.assessment.attempt.started": _TIMED,
    "learning.assessment.attempt.timed_out": _TIMED,
    "learning.assessment.attempt.reset": _TIMED,
    "learning.assessment.attempt.graded": _MARKED,
    "learning.assessment.attempt.regraded": _MARKED,
    "learning.assessment.passed": "a lesson is finished, not passed: `learning.lesson.completed`",
    "learning.assessment.failed": "as above; there is always another try",
    "learning.assignment.submitted": _HANDED_IN,
    "learning.assignment.returned": _HANDED_IN,
    "learning.assignment.resubmitted": _HANDED_IN,
    "learning.grade.released": "there are no grades",
    "learning.grade.overridden": "there are no grades",
    "learning.deadline.approached": _DEADLINES,
    "learning.deadline.missed": _DEADLINES,
    "learning.deadline.extended": _DEADLINES,
    "learning.learner.inactivity.detected": "the desk counts days of silence when it is looked at",
    "learning.certificate.issued": _CREDENTIALS,
    "learning.certificate.revoked": _CREDENTIALS,
    "learning.certificate.expired": _CREDENTIALS,
    "learning.certificate.downloaded": _CREDENTIALS,
    "learning.badge.awarded": _CREDENTIALS,
    "learning.badge.revoked": _CREDENTIALS,
    "learning.programme.completed": "a programme is one course: `learning.course.completed`",
    "learning.competency.achieved": "competences are shown with lessons, not judged",
    "learning.forum.thread.created": _FORUM,
    "learning.forum.reply.created": _FORUM,
    "learning.live_session.scheduled": _LIVE,
    "learning.live_session.attended": _LIVE,
    "learning.lti.launch.accepted": "no tool of others is launched",
    "learning.lti.score.passed_back": "as above",
    "learning.xapi.statement.stored": "there is no statement store",
    "learning.application.received": _APPLICATIONS,
    "learning.attendance.saved": _ATTENDANCE,
    "learning.absence.unannounced": _ATTENDANCE,
    "learning.alert.opened": "the desk finds who needs somebody each time it is looked at",
    "learning.internship.started": _FOLLOW_UP,
    "learning.followup.due": _FOLLOW_UP,
    "learning.help.requested": "the page of help leads to people by phone, and leaves no trace",
}
