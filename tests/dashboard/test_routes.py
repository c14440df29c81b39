"""Ways from page to page: none is lost because the page at hand wishes to be drawn anew."""

from streamlit.testing.v1 import AppTest


def busy() -> None:
    """A page whose reader goes elsewhere while it works."""
    import streamlit as st
    from streamlit.runtime.scriptrunner import RerunData, get_script_run_ctx

    from dashboard import routes

    st.write(st.query_params.get("way", "here"))
    if "worked" in st.session_state:
        return
    st.session_state.worked = True
    if st.session_state.get("goes"):
        context = get_script_run_ctx()
        if context is None or context.script_requests is None:
            raise RuntimeError("there is no run")
        context.script_requests.request_rerun(RerunData(query_string="way=out"))
    routes.again()


def test_a_page_is_drawn_anew_after_its_work() -> None:
    app = AppTest.from_function(busy).run()
    assert app.session_state.worked
    assert [each.value for each in app.markdown] == ["here"]


def test_a_way_out_that_was_taken_during_the_work_comes_first() -> None:
    app = AppTest.from_function(busy)
    app.session_state.goes = True
    assert [each.value for each in app.run().markdown] == ["out"]
