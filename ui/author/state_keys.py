"""Keys of the session state that several views of the page Author share."""

VIEW_KEY = "author view"  # the title of the view that is shown
NEXT_VIEW_KEY = "author view next"  # the view that a button leads to, taken by the next run
