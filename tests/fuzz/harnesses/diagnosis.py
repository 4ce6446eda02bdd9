"""Whatever a worker wrote, diagnosis makes something of the log, up to where it replays the calls.

The input is that of `conversation`.
"""

from __future__ import annotations

from fuzz.harnesses import conversation

from grader.examiner import diagnosis
from grader.examiner.observed import verdict

INPUT, LONGEST = conversation.INPUT, conversation.LONGEST
seed_inputs = conversation.seed_inputs


def run(data: bytes) -> None:
    log = conversation.held(data).log
    calls = diagnosis.calls_of(log)[:5]
    for call in calls:
        assert isinstance(call.is_long, bool)
        for other in calls[:2]:
            pair = call.observed, other.observed
            assert verdict(*pair) in (True, False, None)
            call.right = diagnosis.Replayed(other.observed, other.observed)
            call.agrees = call.right.agrees
            variant = diagnosis.Replayed(conversation.X, other.observed)
            assert call.is_veto(variant) in (True, False)
            assert diagnosis._evidence([pair]) in (0, 1)
