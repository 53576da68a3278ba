"""What a mail provider tells us: mail that came back, or that somebody called unwanted."""

import structlog
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from groups.people import trouble

log = structlog.get_logger(__name__)


@login_not_required
@csrf_exempt  # a machine posts, and proves itself by the provider's secret or signature
@require_POST
def told(request: HttpRequest) -> HttpResponse:
    """Mark the addresses that mail does not reach. Without a provider and its secret there is no such page."""
    if not settings.MAIL_EVENTS:
        raise Http404
    provider = import_string("supportgroup.provider")
    try:
        found = list(provider.told_by(request))
    except provider.NotFromTheProvider:
        log.warning("mail.events_not_from_the_provider")
        return HttpResponse(status=403)
    except provider.CannotBeRead:
        log.warning("mail.events_cannot_be_read")
        return HttpResponse(status=400)
    for address, what in found:
        if trouble.mark(address=address, trouble=what, now=timezone.now()):
            log.info("mail.comes_back", trouble=what)
    return HttpResponse()
