"""The lesson Regularisation: what mini-batch statistics have to do with noise, and noise with overfitting."""
