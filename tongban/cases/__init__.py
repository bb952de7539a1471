"""The case: acceptance, correction, special procedures, review, decision, delivery.

In: a submitted application. Out: a decision on paper, on time, and everything that happened on the way.
"""
