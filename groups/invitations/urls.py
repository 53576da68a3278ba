"""Addresses of invitations."""

from django.urls import path

from groups.invitations import views

app_name = "invitations"
urlpatterns = [
    path("invitations/<uuid:invitation_id>/<str:token>/", views.invitation, name="invitation"),
]
