"""Addresses of setting up groups."""

from django.urls import path

from groups.setup.views import groups, hours, rows, steps

app_name = "setup"
GROUP = "manage/groups/<uuid:group_id>"
urlpatterns = [
    path("manage/groups/", groups.groups, name="groups"),
    path("manage/groups/new/", groups.new, name="new"),
    path("manage/groups/table/", rows.table, name="table"),
    path("manage/groups/table/confirmation/", rows.table_confirmation, name="table_confirmation"),
    path("manage/groups/export/", rows.export, name="export"),
    path(f"{GROUP}/", steps.facts, name="facts"),
    path(f"{GROUP}/notes/", steps.notes, name="notes"),
    path(f"{GROUP}/plan/", steps.plan, name="plan"),
    path(f"{GROUP}/agreement/", steps.agreement, name="agreement"),
    path(f"{GROUP}/facilitators/", steps.facilitators, name="facilitators"),
    path(f"{GROUP}/facilitators/<uuid:membership_id>/end/", steps.facilitator_end, name="facilitator_end"),
    path(f"{GROUP}/invitations/<uuid:invitation_id>/end/", steps.invitation_end, name="invitation_end"),
    path(f"{GROUP}/hours/", hours.hours, name="hours"),
    path(f"{GROUP}/hours/<uuid:series_id>/", hours.hour, name="hour"),
    path(f"{GROUP}/hours/<uuid:series_id>/end/", hours.hour_end, name="hour_end"),
    path(f"{GROUP}/sessions/", hours.sessions, name="sessions"),
    path(f"{GROUP}/preview/", groups.preview, name="preview"),
    path(f"{GROUP}/publication/", groups.publication, name="publication"),
    path(f"{GROUP}/publication/end/", groups.publication_end, name="publication_end"),
]
