"""When projects are really finished: stages, queues, money and weather, simulated with SimPy."""
