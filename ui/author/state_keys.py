"""Keys of the session state that several views of the page Author share."""

VIEW_KEY = "author view"  # the title of the view that is shown
NEXT_VIEW_KEY = "author view next"  # the view that a button leads to, taken by the next run
DECK_KEY = "author deck"  # the id of the deck that is open
OPEN_DRAFT_KEY = "open draft"  # what is being written: `draft_session.OpenDraft`
NEW_NAME_KEY = "new name"  # the name that an import suggests for the new deck
PUBLISHED_KEY = "published"  # a sentence of what was just published
