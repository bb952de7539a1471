"""The laws that guides rest on: statutes, their editions, their articles (C8, V11).

In: files of statutes as an office keeps them. Out: what an article says on a day, and whether a citation holds.
"""
