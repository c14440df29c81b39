"""How model and readers really do after installation, from the casebook alone."""

from core.monitoring.concordance import Concordance, DayConcordance, ModelConcordance, Share, concordance

__all__ = ["Concordance", "DayConcordance", "ModelConcordance", "Share", "concordance"]
