"""Lists that are no implementation items: the basic list of State or province, and shared materials (C1, C3, C9).

Read, mapped, tried and taken over by the machinery of the exchange: one row, one entry, all of it or nothing.
"""
