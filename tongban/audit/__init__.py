"""The record: what happened, chained per subject, sequenced into one log; who looked at whose data and why.

In: every act (through `kit.act`). Out: a subject's history, and proof that nothing in it was changed.
"""
