"""Studies on which opinions differ, and decisions on them, for tests."""

from core.casebook import Casebook, Decision
from core.records import Agreement, Call, FirstRead, Read
from tests.casebook.builders import keep_case

Said = dict[str, Call]


def study_read(casebook: Casebook, name: str, probability: float, said: Said) -> int:
    """Keep a film with an answer, let readers say what they see, and return its study."""
    case_id = keep_case(casebook, name, probability)
    study_id = casebook.studies.of_case(case_id)
    for reader, call in said.items():
        say(casebook, study_id, reader, call)
    return study_id


def say(
    casebook: Casebook,
    study_id: int,
    reader: str,
    call: Call,
    *,
    first: Call | None = None,
    agreement: Agreement = Agreement.AGREE,
    corrects: int | None = None,
) -> Read:
    """Let a reader read a study, where `first` is given after a first read without the answer."""
    before = casebook.readings.add_first(FirstRead(study_id, reader, first)) if first else None
    case_id = casebook.studies.study(study_id).case_id
    return casebook.add_read(
        Read(
            case_id,
            reader,
            call,
            agreement,
            corrects=corrects,
            first_read_id=before.id if before else None,
        )
    )


def decide(
    casebook: Casebook, study_id: int, label: Call = Call.FRACTURE, *, supersedes: int | None = None
) -> Decision:
    """Let the senior reader decide."""
    why = "Cortical step at the radius."
    return casebook.disputes.decide(Decision(study_id, "sonja", label, why, supersedes=supersedes))
