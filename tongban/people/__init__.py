"""Natural persons, enterprises and their agents, staff with posts and roles; how they sign in.

In: a registration, a hiring. Out: who somebody is, and what their posts allow them.
"""
