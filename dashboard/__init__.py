"""The Streamlit application: router, theme, cached resources and components; no model code, no SQL."""
