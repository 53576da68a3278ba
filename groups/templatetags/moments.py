"""`groups.people.moments` for templates; inside `{% timezone %}` they speak of that zone."""

from django import template

from groups.people import moments

register = template.Library()
register.filter("day", moments.day)
register.filter("clock", moments.clock)
register.filter("moment", moments.moment)
register.simple_tag(moments.hours, name="hours")
register.simple_tag(moments.zone_name, name="zone_name")
register.simple_tag(lambda: moments.chosen_zone() is not None, name="zone_is_chosen")
