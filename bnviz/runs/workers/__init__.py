"""Workers: who trains the runs of a store, and how a training gets from the engine into it."""
