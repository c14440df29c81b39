"""What a click on a form does: keep the first read, sign the read, go on to the next study."""

from core.casebook import Casebook
from core.errors import CasebookError
from core.records import Call
from dashboard import flow, holding
from dashboard.desk import Desk
from dashboard.flow import Stage
from dashboard.in_view import InView

_STILL_HERE = "Your read is still here; try again."


def keep_draft(desk: Desk, view: InView, casebook: Casebook, reader: str) -> None:
    """Keep the form as it stands, where it has changed since it was kept last."""
    if view.draft != desk.drafts.get(view.study.id):
        casebook.drafts.keep(view.study.id, reader, view.draft)
        desk.drafts[view.study.id] = view.draft


def fulfil(desk: Desk, view: InView, casebook: Casebook, reader: str, following: int | None) -> bool:
    """Do what the last click asked for and return whether the page is to be drawn anew.

    A click that came too late (the study is signed, the first read is there) does nothing.
    """
    wish, anew = desk.wish, False
    if wish is None:
        return False
    desk.trouble = ""
    try:
        if wish.study == view.study.id and wish.what == "first" and view.stage is Stage.BLIND:
            anew = _save_first(desk, view, casebook, reader, wish.call or view.draft.call)
        elif wish.study == view.study.id and wish.what == "sign" and view.stage is Stage.ANSWERED:
            anew = _sign(desk, view, casebook, reader, following)
    except CasebookError as error:
        desk.trouble = f"{error.sentence} {_STILL_HERE}"
    # Not before: Streamlit may end a run at any touch of the session, and the next one must know of the wish.
    desk.wish = None
    return anew


def correct(desk: Desk, view: InView) -> None:
    """Open the form again with what was signed."""
    draft = flow.begun(view.first, view.own)
    desk.begin(view.study.id, draft)
    desk.begun_before.add(view.study.id)


def _save_first(desk: Desk, view: InView, casebook: Casebook, reader: str, call: Call | None) -> bool:
    if call is None or not _held(desk, view, casebook, reader):
        return False
    seconds = desk.film_seconds(view.study.id)
    kept = casebook.readings.add_first(flow.first_read(view.draft, call, view.study.id, reader, seconds))
    casebook.drafts.drop(view.study.id, reader)
    desk.begin(view.study.id, flow.begun(kept, None))
    return True


def _sign(desk: Desk, view: InView, casebook: Casebook, reader: str, following: int | None) -> bool:
    if view.waiting or not _held(desk, view, casebook, reader):
        return False
    study = view.study.id
    whole = flow.completed(view.draft, view.band)
    read = flow.signed_read(
        whole,
        view.study,
        view.answer,
        reader=reader,
        first=view.first,
        report=view.report(whole),
        seconds=desk.answer_seconds(study),
    )
    if read is None:
        desk.trouble = flow.missing(whole, view.band)
        return False
    casebook.add_read(read)
    casebook.drafts.drop(study, reader)
    desk.put_away(study)
    if whole.corrects is None and following is not None:
        desk.study, desk.signed = following, study
        holding.forget()  # the casebook has given it back with the read
    return True


def _held(desk: Desk, view: InView, casebook: Casebook, reader: str) -> bool:
    """Return whether the reader still has the study, asked anew: somebody may have taken over meanwhile."""
    claim = holding.take(casebook, view.study.id, reader, anew=True)
    if not claim.granted:
        desk.trouble = "Somebody else has taken this study over meanwhile. What you said is kept as a draft."
    return claim.granted
