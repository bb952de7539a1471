"""E-licences: issued on a decision, with the GB/T 36904 identifier, checked by anybody, revoked by an act.

In: a grant with a generic origin. Out: a licence anybody can check.
"""
