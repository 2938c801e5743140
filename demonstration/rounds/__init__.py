"""Rounds: drafted, published, led from stage to stage; who is eligible before anyone applies."""
