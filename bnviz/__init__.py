"""bnviz: see Batch Normalization at work on networks you train yourself."""
