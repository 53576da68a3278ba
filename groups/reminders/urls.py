"""Addresses of reminders."""

from django.urls import path

from groups.reminders import views

app_name = "reminders"
THINKING = "groups/<uuid:group_id>/thinking-of"
urlpatterns = [
    path("notes/", views.notes, name="list"),
    path("notes/now/", views.now, name="now"),
    path("groups/<uuid:group_id>/intention/", views.intention, name="intention"),
    path("notes/<uuid:note_id>/reading/", views.reading, name="reading"),
    path("notes/choices/", views.wishes, name="wishes"),
    path("notes/choices/<slug:topic>/", views.wish, name="wish"),
    path("notes/choices/<slug:topic>/end/", views.wish_end, name="wish_end"),
    path("notes/choices/<slug:topic>/again/", views.wish_again, name="wish_again"),
    path("notes/daily/", views.daily, name="daily"),
    path("notes/rest/", views.rest, name="rest"),
    path("notes/rest/end/", views.rest_end, name="rest_end"),
    path("groups/<uuid:group_id>/question/", views.question, name="question"),
    path(f"{THINKING}/", views.thinking_of, name="thinking_of"),
    path(f"{THINKING}/<uuid:membership_id>/", views.word, name="word"),
    path(f"{THINKING}/<uuid:membership_id>/end/", views.word_end, name="word_end"),
]
