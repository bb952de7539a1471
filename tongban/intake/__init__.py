"""The citizen's application: draft, prefill, materials, submission at any channel, receipt.

In: a published guide and a person. Out: a submitted application with a number, announced once.
"""
