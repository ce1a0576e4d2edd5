"""All SQL: schema, migrations, learners, decks, states, the log, backups. Texts, ids and numbers; no deck is parsed
here.
"""
