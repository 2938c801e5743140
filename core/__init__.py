"""The grammar all apps speak: step, policy, clock, trail, outbox, registry. No domain word in it."""
