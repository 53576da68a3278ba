"""Django finds a label's admin pages here; each stands in the domain that owns it. Nothing private is among them."""

from groups.organisation.admin import HelpLineAdmin, OrganisationAdmin
from groups.people.admin import RoleAdmin

__all__ = ["HelpLineAdmin", "OrganisationAdmin", "RoleAdmin"]
