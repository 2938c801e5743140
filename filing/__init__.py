"""Cases that move the register: from the first draft to the decision, and the papers they leave."""
