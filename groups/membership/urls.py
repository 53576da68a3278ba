"""Addresses of membership."""

from django.urls import path

from groups.membership import views

app_name = "membership"
urlpatterns = [
    path("groups/<uuid:group_id>/me/", views.mine, name="mine"),
    path("groups/<uuid:group_id>/agreement/", views.agreement, name="agreement"),
    path("groups/<uuid:group_id>/pause/", views.pause, name="pause"),
    path("groups/<uuid:group_id>/pause/end/", views.comeback, name="return"),
    path("groups/<uuid:group_id>/leaving/", views.leaving, name="leaving"),
    path("groups/<uuid:group_id>/people/<uuid:membership_id>/apart/", views.keeping_apart, name="keeping_apart"),
    path("groups/<uuid:group_id>/seats/<uuid:membership_id>/giving-on/", views.giving_on, name="release"),
]
