"""Papers that government gives: typeset from data, sealed, signed and checkable by anybody; and files that people give.

In come a paper's code with its data, and uploaded files. Out go PDF/A-2b files with a signature any reader verifies, an
answer for the check page, and the sort of a file as its content (never its name) says.
"""
