"""Addresses of the desk of admins."""

from django.urls import path

from groups.desk.views import holidays, organisation, people

app_name = "desk"
urlpatterns = [
    path("manage/", organisation.home, name="home"),
    path("manage/organisation/", organisation.settings, name="organisation"),
    path("manage/organisation/<slug:section>/", organisation.section, name="section"),
    path("manage/help-lines/", organisation.help_lines, name="help_lines"),
    path("manage/help-lines/new/", organisation.new_help_line, name="new_help_line"),
    path("manage/help-lines/<uuid:line_id>/", organisation.help_line, name="help_line"),
    path("manage/help-lines/<uuid:line_id>/check/", organisation.help_line_check, name="help_line_check"),
    path("manage/help-lines/<uuid:line_id>/removal/", organisation.help_line_removal, name="help_line_removal"),
    path("manage/holidays/", holidays.holidays, name="holidays"),
    path("manage/holidays/new/", holidays.new_holiday, name="new_holiday"),
    path("manage/holidays/<uuid:holiday_id>/", holidays.holiday, name="holiday"),
    path("manage/holidays/<uuid:holiday_id>/removal/", holidays.holiday_removal, name="holiday_removal"),
    path("manage/people/", people.people, name="people"),
    path("manage/people/<uuid:person_id>/", people.person, name="person"),
    path("manage/people/<uuid:person_id>/training/", people.training, name="training"),
    path(
        "manage/people/<uuid:person_id>/training/<uuid:record_id>/removal/",
        people.training_removal,
        name="training_removal",
    ),
    path("manage/people/<uuid:person_id>/deactivation/", people.deactivation, name="deactivation"),
    path("manage/people/<uuid:person_id>/deactivation/end/", people.reactivation, name="reactivation"),
    path("manage/invitations/", people.invite, name="invitations"),
    path("manage/invitations/<uuid:invitation_id>/withdrawal/", people.withdrawal, name="withdrawal"),
]
