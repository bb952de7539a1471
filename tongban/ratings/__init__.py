"""好差评: an invitation after a service, five grades with the national options, never forced; unrated stays unrated.

In: an invitation with a generic origin. Out: a rating that supervision counts.
"""
