"""Addresses of attendance."""

from django.urls import path

from groups.attendance import views

app_name = "attendance"
EXPORT = "attendance/exports/<uuid:export_id>"
urlpatterns = [
    path("sessions/<uuid:session_id>/attendance/", views.hand, name="hand"),
    path("groups/<uuid:group_id>/attendance/", views.exports, name="exports"),
    path(f"{EXPORT}/agreement/", views.agreement, name="agreement"),
    path(f"{EXPORT}/end/", views.export_end, name="export_end"),
    path(f"{EXPORT}/table/", views.table, name="table"),
    path("manage/groups/<uuid:group_id>/attendance/", views.exports_of_admin, name="exports_of_admin"),
    path(f"manage/{EXPORT}/agreement/", views.agreement_of_admin, name="agreement_of_admin"),
    path(f"manage/{EXPORT}/end/", views.export_end_of_admin, name="export_end_of_admin"),
    path(f"manage/{EXPORT}/table/", views.table_of_admin, name="table_of_admin"),
]
