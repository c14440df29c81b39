"""The panel's place: what is no longer true goes at once, what is still true never goes at all."""

import pytest
from streamlit import delta_generator
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.scriptrunner import enqueue_message
from streamlit.testing.v1 import AppTest

Path = tuple[int, ...]


def panel() -> None:
    import streamlit as st

    from dashboard.components.place import place_for
    from dashboard.desk import Desk

    with place_for(Desk.of(st.session_state), st.session_state.get("scene")):
        st.button("Sign")


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Path]]:
    """What the browser is told, in order: that a place is emptied, or is a container."""
    found: list[tuple[str, Path]] = []
    enqueue = enqueue_message

    def note(message: ForwardMsg) -> None:
        kind = "emptied" if message.delta.new_element.HasField("empty") else "container"
        if kind == "emptied" or message.delta.HasField("add_block"):
            found.append((kind, tuple(message.metadata.delta_path)))
        enqueue(message)

    monkeypatch.setattr(delta_generator, "_enqueue_message", note)
    return found


def test_the_same_scene_stays_without_ever_being_emptied(sent: list[tuple[str, Path]]) -> None:
    app = AppTest.from_function(panel).run()
    first = {path: kind for kind, path in sent}
    sent.clear()
    app.run()
    assert {path: kind for kind, path in sent} == first
    assert sorted(kind for kind, _ in sent) == ["container", "emptied"]


def test_another_scene_empties_the_place_of_the_one_before(sent: list[tuple[str, Path]]) -> None:
    app = AppTest.from_function(panel).run()
    before = dict(sent)
    sent.clear()
    app.session_state["scene"] = "answered"
    app.run()
    after = dict(sent)
    assert (after["emptied"], after["container"]) == (before["container"], before["emptied"])
    assert [each.label for each in app.button] == ["Sign"]
