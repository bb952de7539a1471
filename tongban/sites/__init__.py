"""The face of a place, without programming: name, emblem, colour, order of the home page, lines of the footer (R2).

In come settings that a keeper writes and puts into force; out goes what the frame of every page wears. Provinces, cities and
counties have a face of their own; townships and villages wear their county's, whatever has none the nearest above's.
"""
