"""Situations (情形) as tables: the conditions of a guide read as rows over its questions, and written back.

A guide keeps conditions alone (`when` of an outcome, a material, a fee, a step, a limit). The table is a way to read
and to write them; nothing of it is stored (ADR 0015).
"""
