"""How sure we are who somebody is: levels 0 to 4, what raised them, identities merged and frozen (A1, A2).

A level is never said, it is shown: by a register that agrees, by an official who had the document in hand. Each showing
is a `Verification` that stays, and may be withdrawn with a reason; the level of an account is the highest of those that
still hold.
"""
