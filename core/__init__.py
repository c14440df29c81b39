"""Everything in Callus that works without a screen."""
