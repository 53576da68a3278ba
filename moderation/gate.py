"""The answer to "may these words pass?" (see `groups/gate.py` for the question)."""

from collections.abc import Sequence

from groups.gate import PASS, Admitted, Draft, Judgement


def judge(draft: Draft) -> Judgement:
    return PASS


def admitted(messages: Sequence[Admitted]) -> None:
    return None
