"""Streamlit components and what the page's own script does for a screen."""
