"""The second voice: a portfolio read again from the plan, the scenario and its own start years, without the optimiser."""
