"""Who answers for the facts of sites? One function a provider of the register of facts, each for many sites at once."""
