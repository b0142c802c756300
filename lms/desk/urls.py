"""The staff's face."""

from django.urls import path

from lms.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.show_morning, name="home"),
    path("groups/", views.show_first_group, name="groups"),
    path("groups/<int:group_id>/", views.show_group, name="group"),
    path("groups/<int:group_id>/tick/", views.tick, name="tick"),
    path("learners/<uuid:learner_key>/", views.show_learner, name="learner"),
]
