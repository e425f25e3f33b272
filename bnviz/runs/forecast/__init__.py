"""What is foreseen before a run is trained: what it costs, when it is served, and what a host refuses."""
