"""A synthetic world: made-up submissions of real Member States over several cycles, to try comparison on.

Nothing in it tells of a country: how regions and countries differ is drawn from a seed, and every text says that it is
synthetic. The same seed gives the same answers, texts and seals wherever it is made.
"""
