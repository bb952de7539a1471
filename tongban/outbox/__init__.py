"""Effects that leave the transaction: letters, papers, indexes, periodic work.

In: `this.effect(name, …)` inside an act. Out: the effect ran, once, in order per key, or stands as a dead letter.
"""
