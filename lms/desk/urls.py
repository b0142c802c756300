"""The staff's face."""

from django.urls import path

from lms.desk.views import groups, learners, specialities

app_name = "desk"
urlpatterns = [
    path("", groups.show_morning, name="home"),
    path("groups/", groups.show_first_group, name="groups"),
    path("groups/<int:group_id>/", groups.show_group, name="group"),
    path("groups/<int:group_id>/tick/", groups.tick, name="tick"),
    path("learners/<uuid:learner_key>/", learners.show_learner, name="learner"),
    path(
        "learners/<uuid:learner_key>/specialities/<int:number>/",
        specialities.choose,
        name="choose_speciality",
    ),
    path(
        "learners/<uuid:learner_key>/profile/",
        learners.edit_profile,
        name="edit_profile",
    ),
    path(
        "learners/<uuid:learner_key>/guardians/add/",
        learners.add_guardian,
        name="add_guardian",
    ),
    path(
        "learners/<uuid:learner_key>/consents/<slug:use>/give/",
        learners.give_consent,
        name="give_consent",
    ),
    path(
        "learners/<uuid:learner_key>/consents/<slug:use>/withdraw/",
        learners.withdraw_consent,
        name="withdraw_consent",
    ),
]
