"""What people write about: one dialogue a topic, by language."""

from workspace_sim.company.topics.model import FollowUp, Manners, Topic
from workspace_sim.company.topics.registry import MANNERS, TOPICS

__all__ = ["MANNERS", "TOPICS", "FollowUp", "Manners", "Topic"]
