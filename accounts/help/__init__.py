"""What the portal says about itself: the way round for each role, topics, the glossary. Short, and translated.

The whole guides for each role are docs/for-*.md.
"""

from .glossary import TERMS, Term
from .topics import KEPT, TOPICS, Topic
from .tour import STEPS, Step, tour_of

__all__ = ["KEPT", "STEPS", "TERMS", "TOPICS", "Step", "Term", "Topic", "tour_of"]
