"""What the server answers beside Streamlit's pages, one subject a module, each with its `routes`."""
