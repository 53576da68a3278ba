"""Addresses of staffing."""

from django.urls import path

from groups.staffing.views import group, own

app_name = "staffing"
urlpatterns = [
    path("facilitating/sessions/", own.mine, name="mine"),
    path("sessions/<uuid:session_id>/facilitators/", group.session, name="session"),
    path("sessions/<uuid:session_id>/duty/", group.duty, name="duty"),
    path("sessions/<uuid:session_id>/duty/end/", group.duty_end, name="duty_end"),
    path("stand-in/<uuid:ask_id>/", own.ask, name="ask"),
    path("stand-in/<uuid:ask_id>/acceptance/", own.ask_acceptance, name="ask_acceptance"),
    path("stand-in/<uuid:ask_id>/refusal/", own.ask_refusal, name="ask_refusal"),
    path("calls/<uuid:call_id>/", own.call, name="call"),
    path("calls/<uuid:call_id>/coming/", own.call_coming, name="call_coming"),
    path("calls/<uuid:call_id>/refusal/", own.call_refusal, name="call_refusal"),
]
