"""处置措施: from a reminder to an order, a suspended plate, a title taken away, a cancelled filing."""
