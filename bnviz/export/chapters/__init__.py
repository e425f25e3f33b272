"""The program of an experiment in plain PyTorch, in chapters: some lines of code and what they mean."""
