"""The public lists that keep themselves (C7): 全域通办, 最多跑一次, 网上可办, 收费, 证明事项, 计划上线 …

What a list is stands in `definitions.json` alone: its name, what it means, the condition over `facts.facts_of`, the
columns it shows, the source. Which items stand on which list is kept in rows beside the items (`models.ListedItem`),
one index range per list, read by keyset; the counts are kept beside the rows (`models.ListFigure`), by place of every
level and by department, and are changed in the transaction that changes the rows. So no page and no answer counts a
table, however long, and counts and rows never disagree.

An effect of every act that changes what counts (`catalogue.lists`, after publication, import and adjustment) brings
the rows of its items up to date; again changes nothing. A new edition of the definitions is noticed, and everything is
read again in slices that go on where they stopped (`rebuilding`).
"""
