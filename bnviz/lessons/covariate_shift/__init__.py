"""What the lesson of covariate shift computes: answers, distances of distributions, adaptation."""
