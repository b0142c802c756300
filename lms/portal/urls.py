"""The learner's face, in the learner's language."""

from django.urls import path

from lms.portal.views import lessons, people, ways

app_name = "portal"
urlpatterns = [
    path("", ways.today, name="today"),
    path("courses/", ways.courses, name="courses"),
    path("courses/<uuid:course_key>/", ways.course, name="course"),
    path(
        "courses/<uuid:course_key>/speciality/",
        ways.choose,
        name="choose_speciality",
    ),
    path(
        "courses/<uuid:course_key>/modules/<uuid:module_key>/",
        ways.module,
        name="module",
    ),
    path("progress/<uuid:course_key>/why/", ways.why, name="why"),
    path(
        "progress/<uuid:course_key>/why/<uuid:lesson_key>/",
        ways.why_lesson,
        name="why_lesson",
    ),
    path("lessons/<uuid:lesson_key>/", lessons.lesson, name="lesson"),
    path("lessons/<uuid:lesson_key>/begin/", lessons.begin, name="begin"),
    path("lessons/<uuid:lesson_key>/steps/<int:number>/", lessons.step, name="step"),
    path("lessons/<uuid:lesson_key>/finish/", lessons.finish, name="finish"),
    path("profile/", people.profile, name="profile"),
    path("help/", people.show_help, name="help"),
]
