"""Files that are made from others are what they would be made to."""

import pytest
from packaging.requirements import Requirement

from tests.guards import fresh

pytestmark = pytest.mark.one_engine

LOCK = """django==5.2.19 \\
    --hash=sha256:00
    # via supportgroup (pyproject.toml)
left-pad==1.0
    # via supportgroup (pyproject.toml)
"""


def test_the_locked_requirements_fit_and_every_translation_is_compiled() -> None:
    assert fresh.main() == 0


def test_a_stale_lock_is_found() -> None:
    asked = [Requirement("django>=5.2.19,<5.3"), Requirement("celery>=5.7")]
    assert fresh.stale(LOCK + "--index-url https://example.org", asked) == [
        "celery>=5.7 is pinned to nothing",
        "left-pad has no hash",
        "left-pad is pinned for us, and we do not ask for it",
        "an address stands in it",
    ]
    assert fresh.stale(LOCK, [Requirement("django>=6")])[0] == "django>=6 is pinned to 5.2.19"
