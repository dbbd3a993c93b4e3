"""Which projects, when: the problem, the solver, the explanation and the independent re-addition."""
