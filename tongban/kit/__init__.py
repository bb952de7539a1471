"""The kit knows nothing of government: the act, subjects, ids, check digits, cryptography, paging.

Every room may use any module of it. It uses no room.
"""
