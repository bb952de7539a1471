"""Forms as data: one JSON gives the pages, the validation, the review and what is personal.

In comes a form schema with what somebody typed; out go converted values, or sentences that say what to mend.
The room keeps nothing: whoever asks keeps the answers.
"""
