"""What is replaced or extended in Streamlit and uvicorn at run time; see docs/decisions/streamlit-internals.md."""
