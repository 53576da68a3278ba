"""Addresses of facilitation."""

from django.urls import path

from groups.facilitation.views import group, handovers, own

app_name = "facilitation"
urlpatterns = [
    path("facilitating/", own.load, name="load"),
    path("groups/<uuid:group_id>/roster/", group.roster, name="roster"),
    path("groups/<uuid:group_id>/announcements/", group.announcements, name="announcements"),
    path("announcements/<uuid:announcement_id>/withdrawal/", group.announcement_back, name="announcement_back"),
    path("groups/<uuid:group_id>/card/", own.card, name="card"),
    path("groups/<uuid:group_id>/card/showing/", own.showing, name="showing"),
    path("groups/<uuid:group_id>/card/showing/end/", own.showing_end, name="showing_end"),
    path("groups/<uuid:group_id>/handover/", handovers.plan, name="handovers"),
    path("handovers/<uuid:handover_id>/", handovers.handover, name="handover"),
    path("handovers/<uuid:handover_id>/acceptance/", handovers.acceptance, name="acceptance"),
    path("handovers/<uuid:handover_id>/refusal/", handovers.refusal, name="refusal"),
    path("handovers/<uuid:handover_id>/withdrawal/", handovers.withdrawal, name="withdrawal"),
]
