"""The table of rights, as a department was promised it."""

from core.accounts import Right, allowed
from core.records import Role


def test_each_role_may_do_what_was_promised_and_no_more() -> None:
    rights = {role: {right for right in Right if allowed(role, right)} for role in Role}
    reads = {Right.SEE_FIGURES, Right.SEE_IMAGES, Right.READ}
    assert rights == {
        Role.VIEWER: {Right.SEE_FIGURES},
        Role.READER: reads,
        Role.SENIOR: reads | {Right.ADJUDICATE},
        Role.ADMINISTRATOR: reads | {Right.ADMINISTER},
    }
