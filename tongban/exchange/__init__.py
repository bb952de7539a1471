"""Connectors: one folder for each kind of partner, one way out to all of them.

In: a question with its purpose. Out: a true answer, or that there was none; and a line in the log that names no person.
"""
